import type { KeyObject } from 'node:crypto';
import { chainProblems, isIssuedBy } from '../../core/pki/chain.ts';
import { anyText } from '../builders/any-text.ts';
import {
  commonName,
  madeCertificate,
  newKey,
  OF_AUTHORITY,
  ORDINARY,
  secretOf,
  someKey,
} from '../builders/made-certificates.ts';
import fc from 'fast-check';

interface Authority {
  readonly pem: string;
  readonly name: Buffer;
  readonly key: KeyObject;
}

type Wish = Parameters<typeof madeCertificate>[0];

/** A CA, below another one or by itself. */
async function authority(called: string, above?: Authority, wish: Wish = {}): Promise<Authority> {
  const [name, key] = [commonName(called), newKey()];
  const signed = above && { issuer: above.name, signer: above.key };
  const pem = await madeCertificate({ subject: name, key, extensions: OF_AUTHORITY, ...signed, ...wish });
  return { pem, name, key };
}

const leafOf = ({ name, key }: Authority, wish: Wish = {}): Promise<string> =>
  madeCertificate({ issuer: name, signer: key, ...wish });

const AT = '2026-12-01T00:00:00.000Z';
let root: Authority;
let issuing: Authority;
let leaf: string;
let chain: string;
beforeAll(async () => {
  root = await authority('Root');
  issuing = await authority('Issuing', root);
  leaf = await leafOf(issuing);
  chain = issuing.pem + root.pem;
});

const problems = (given: { certificate?: string; chain?: string; authority?: string; at?: string } = {}) =>
  chainProblems(
    { certificate: given.certificate ?? leaf, chain: given.chain ?? chain },
    given.authority ?? issuing.pem,
    given.at ?? AT,
  );

test('nothing is wrong with a certificate of the CA, with the whole chain or a part of it', () => {
  expect(problems()).toEqual([]);
  expect(problems({ chain: issuing.pem })).toEqual([]);
  expect(problems({ chain: chain.replaceAll('\n', '\r\n') })).toEqual([]);
});

describe('it is a problem', () => {
  test('when another CA signed the certificate', async () => {
    const same = await authority('Issuing');
    expect(problems({ certificate: await leafOf(same) })).toEqual([
      "The certificate is not signed by the CA's certificate.",
    ]);
  });

  test('when the certificate names another issuer, though the key signed it', async () => {
    const certificate = await madeCertificate({ issuer: commonName('Other'), signer: issuing.key });
    expect(problems({ certificate })).toEqual(["The certificate is not signed by the CA's certificate."]);
  });

  test('when the chain is empty, begins with another certificate, or has none above that signed it', async () => {
    expect(problems({ chain: '' })).toEqual(['The chain is empty.']);
    expect(problems({ chain: root.pem })).toEqual(["The chain does not begin with the CA's certificate."]);
    const other = await authority('Root');
    expect(problems({ chain: issuing.pem + other.pem })).toEqual([
      'Certificate 1 of the chain is not signed by the next.',
    ]);
    expect(problems({ chain: root.pem + issuing.pem })).toEqual([
      "The chain does not begin with the CA's certificate.",
      'Certificate 1 of the chain is not signed by the next.',
    ]);
  });

  test('when the CA’s certificate was renewed, and the chain has the old one', async () => {
    const renewed = await madeCertificate({
      subject: issuing.name,
      key: issuing.key,
      issuer: root.name,
      signer: root.key,
      extensions: OF_AUTHORITY,
      serial: '77',
    });
    expect(problems({ authority: renewed })).toEqual(["The chain does not begin with the CA's certificate."]);
  });

  test('when the CA’s certificate is none of a CA', async () => {
    const none = await authority('None', undefined, { extensions: ORDINARY.slice(0, 1) });
    expect(problems({ certificate: await leafOf(none), chain: none.pem, authority: none.pem })).toEqual([
      "The CA's certificate is no CA's.",
      "Certificate 1 of the chain is no CA's.",
    ]);
  });

  test.each([
    ['2026-10-31T23:59:59Z', 'The certificate is not valid before 2026-11-01T00:00:00.000Z.'],
    ['2027-01-30T01:00:01Z', 'The certificate ended on 2027-01-30T01:00:00.000Z.'],
  ])('when it is %s: %s', (at, problem) => expect(problems({ at })[0]).toBe(problem));

  test.each(['2026-11-01T00:00:00Z', '2027-01-30T01:00:00Z'])('yet not at %s, its first and its last second', (at) => {
    expect(problems({ at })).toEqual([]);
  });

  test('when one in the chain ended: each is told once', async () => {
    const old = await authority('Root', undefined, { notAfter: '2026-11-30T00:00:00Z' });
    const below = await authority('Below', old, { notAfter: '2026-11-29T00:00:00Z' });
    expect(problems({ certificate: await leafOf(below), authority: below.pem, chain: below.pem + old.pem })).toEqual([
      "The CA's certificate ended on 2026-11-29T00:00:00.000Z.",
      'Certificate 2 of the chain ended on 2026-11-30T00:00:00.000Z.',
    ]);
  });

  test('when something can’t be read, and a private key among the certificates is not told', () => {
    const key = secretOf(someKey).reveal();
    expect(problems({ certificate: '' })).toEqual([expect.stringContaining("The certificate can't be read")]);
    expect(problems({ authority: 'x' })).toEqual([expect.stringContaining("The CA's certificate can't be read")]);
    const [problem = ''] = problems({ chain: chain + key });
    expect(problem).toContain("Certificate 3 of the chain can't be read");
    expect(key.split('\n').filter((line) => line.length > 20 && problem.includes(line))).toEqual([]);
    expect(problems({ chain: `${chain}-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----` })).toEqual([
      'The chain holds something that is no certificate.',
    ]);
  });

  test('whatever is given, and nothing is thrown', () => {
    fc.assert(
      fc.property(anyText(), anyText(), (certificate, other) => {
        expect(problems({ certificate, chain: other })).toHaveLength(1);
        expect(isIssuedBy(certificate, other)).toBe(false);
      }),
    );
  });
});

test('the issuer is who signed it, and is named there', async () => {
  expect(isIssuedBy(leaf, issuing.pem)).toBe(true);
  expect(isIssuedBy(leaf, root.pem)).toBe(false);
  expect(isIssuedBy(leaf, (await authority('Issuing', root)).pem)).toBe(false);
  expect(isIssuedBy(await madeCertificate({ issuer: commonName('Other'), signer: issuing.key }), issuing.pem)).toBe(
    false,
  );
});
