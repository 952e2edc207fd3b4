import type { ApiPassthrough, IssueCertificateCommandInput } from '@aws-sdk/client-acm-pca';
import fc from 'fast-check';
import type { CertificateContent } from '../../core/domain/reissue/certificate-content.ts';
import { contentDifferences, requestDifferences } from '../../core/domain/reissue/content-differences.ts';
import { furtherExtensions } from '../../core/domain/reissue/requested-extensions.ts';
import { signingAlgorithmFor, templateFor } from '../../core/domain/reissue/template.ts';
import { validityFor } from '../../core/domain/reissue/validity.ts';
import { readCertificate } from '../../core/pki/certificate-content.ts';
import { chainProblems } from '../../core/pki/chain.ts';
import { generateKey, keyFits } from '../../core/pki/keys.ts';
import type { SecretText } from '../../core/pki/secret-text.ts';
import { readSigningRequest, writeSigningRequest } from '../../core/pki/signing-request.ts';
import { extendedKeyUsage, type Extension, keyUsage } from '../../local/pki-emulator/src/x509/extension.ts';
import { commonName, der, dnsName, extension, madeRequest, names, requestPem } from '../builders/made-certificates.ts';
import { anyName, generalNames } from '../builders/x509-arbitraries.ts';
import { activeRoot, activeSubordinate, chainOf, issued, template } from '../emulator/kit/authorities.ts';
import { type Bench, freshAccount, startBench } from '../emulator/kit/emulator.ts';

let bench: Bench;
let pca: ReturnType<Bench['pca']>;
let issuing: string;
beforeAll(async () => {
  bench = await startBench();
  pca = bench.pca(freshAccount());
  const RevocationConfiguration = { OcspConfiguration: { Enabled: true } };
  issuing = await activeSubordinate(pca, await activeRoot(pca), { RevocationConfiguration });
});
afterAll(() => bench.stop());

const DAYS = 90;
const now = (): string => new Date().toISOString();

/** Asks the CA, and reads what it issued. */
async function ask(csr: string, TemplateArn: string, more: Partial<IssueCertificateCommandInput> = {}) {
  const { Certificate = '', CertificateChain = '' } = await issued(pca, {
    CertificateAuthorityArn: issuing,
    Csr: Buffer.from(csr),
    SigningAlgorithm: 'SHA256WITHECDSA',
    Validity: { Type: 'DAYS', Value: DAYS },
    TemplateArn,
    ...more,
  });
  return { pem: { certificate: Certificate, chain: CertificateChain }, content: readCertificate(Certificate) };
}

/** Replaces a certificate as RenewGuard does, by its content alone. */
async function replaced(content: CertificateContent, key: SecretText, csr = writeSigningRequest(content, key)) {
  const { notAfter } = validityFor(content, undefined, 'GENERAL_PURPOSE', now());
  const Validity = { Type: 'ABSOLUTE', Value: Date.parse(notAfter) / 1000 } as const;
  return ask(csr, templateFor(content, 'aws'), { Validity });
}

const lifetime = ({ notBefore, notAfter }: CertificateContent): number => Date.parse(notAfter) - Date.parse(notBefore);
const MINUTE = 60_000;

const ALL_NAMES = names(
  dnsName('www.example.com'),
  der.element(0x87, Buffer.from([192, 0, 2, 1])),
  der.element(0x86, Buffer.from('urn:a')),
);
const policies = extension('2.5.29.32', der.sequence(der.sequence(der.oid('1.3.6.1.4.1.99999.2'))));
const noCheck = extension('1.3.6.1.5.5.7.48.1.5', der.nothing());
const [EMAIL, TIME_STAMPING] = ['1.3.6.1.5.5.7.3.4', '1.3.6.1.5.5.7.3.8'] as const;
const blank = 'BlankEndEntityCertificate_CSRPassthrough';
const blankCritical = 'BlankEndEntityCertificate_CriticalBasicConstraints_CSRPassthrough';
const ofApi: ApiPassthrough = {
  Extensions: {
    KeyUsage: { DigitalSignature: true, NonRepudiation: true },
    ExtendedKeyUsage: [{ ExtendedKeyUsageType: 'EMAIL_PROTECTION' }],
    SubjectAlternativeNames: [{ Rfc822Name: 'a@example.com' }],
    CustomExtensions: [{ ObjectIdentifier: '1.3.6.1.4.1.99999.3', Value: 'BQA=', Critical: false }],
  },
};

describe('a certificate is replaced by one that says the same', () => {
  test.each<[issuedWith: string, replacedWith: string, wish: { asked?: readonly Extension[]; ofApi?: ApiPassthrough }]>(
    [
      ['EndEntityCertificate', 'EndEntityCertificate', { asked: [policies] }],
      ['EndEntityCertificate_CSRPassthrough', 'EndEntityCertificate_CSRPassthrough', { asked: [policies] }],
      ['EndEntityCertificate_APIPassthrough', 'EndEntityCertificate', {}],
      ['EndEntityClientAuthCertificate', 'EndEntityClientAuthCertificate', {}],
      [
        'EndEntityClientAuthCertificate_CSRPassthrough',
        'EndEntityClientAuthCertificate_CSRPassthrough',
        { asked: [policies] },
      ],
      ['EndEntityServerAuthCertificate', 'EndEntityServerAuthCertificate', {}],
      [
        'EndEntityServerAuthCertificate_APICSRPassthrough',
        'EndEntityServerAuthCertificate_CSRPassthrough',
        { asked: [policies] },
      ],
      ['CodeSigningCertificate', 'CodeSigningCertificate', {}],
      ['CodeSigningCertificate_CSRPassthrough', 'CodeSigningCertificate_CSRPassthrough', { asked: [policies] }],
      ['OCSPSigningCertificate', 'OCSPSigningCertificate', {}],
      ['OCSPSigningCertificate_CSRPassthrough', 'OCSPSigningCertificate_CSRPassthrough', { asked: [noCheck] }],
      [blank, blank, { asked: [keyUsage(1 | 16), extendedKeyUsage([EMAIL]), policies] }],
      [blank, blank, { asked: [extendedKeyUsage([TIME_STAMPING], true)] }],
      [blank, blank, {}],
      [blank, 'EndEntityServerAuthCertificate', { asked: [keyUsage(1 | 4), extendedKeyUsage(['1.3.6.1.5.5.7.3.1'])] }],
      [blankCritical, blankCritical, { asked: [keyUsage(511)] }],
      ['BlankEndEntityCertificate_APIPassthrough', blank, { ofApi }],
      [
        'BlankEndEntityCertificate_CriticalBasicConstraints_APICSRPassthrough',
        blankCritical,
        { asked: [policies], ofApi },
      ],
    ],
  )('issued with %s, replaced with %s', async (issuedWith, replacedWith, { asked = [], ofApi: ApiPassthrough }) => {
    const csr = requestPem(madeRequest({ extensions: [ALL_NAMES, ...asked] }));
    const old = await ask(csr, template(issuedWith), ApiPassthrough && { ApiPassthrough });
    expect(templateFor(old.content, 'aws')).toBe(template(replacedWith));

    const key = await generateKey(old.content.keyType);
    const { content, pem } = await replaced(old.content, key);
    expect(contentDifferences(old.content, content)).toEqual([]);
    expect(furtherExtensions(content.extensions)).toEqual(furtherExtensions(old.content.extensions));
    expect(content.publicKey).not.toBe(old.content.publicKey);
    expect(keyFits(key, content)).toBe(true);
    expect(chainProblems(pem, (await chainOf(pca, issuing)).certificate, now())).toEqual([]);
    expect(Math.abs(lifetime(content) - lifetime(old.content))).toBeLessThan(MINUTE);
  });

  test('whatever its subject and names are, byte for byte', async () => {
    const key = await generateKey('EC_prime256v1');
    await fc.assert(
      fc.asyncProperty(anyName, fc.array(generalNames, { minLength: 1, maxLength: 6 }), async (subject, all) => {
        const csr = requestPem(madeRequest({ subject, extensions: [names(...all)] }));
        const old = await ask(csr, template('EndEntityCertificate'));
        const { content } = await replaced(old.content, key);
        expect(content.subject).toBe(subject.toString('base64'));
        expect(contentDifferences(old.content, content)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test.each(['RSA_2048', 'RSA_3072', 'EC_secp384r1', 'EC_secp521r1'])(
    'with a fresh key of its type: %s',
    async (keyType) => {
      const first = await generateKey(keyType);
      const wanted = { subject: commonName('a').toString('base64'), extensions: [] };
      const old = await ask(writeSigningRequest(wanted, first), template('EndEntityCertificate'));
      expect(old.content.keyType).toBe(keyType);
      const { content } = await replaced(old.content, await generateKey(old.content.keyType));
      expect(contentDifferences(old.content, content)).toEqual([]);
    },
  );

  test('with the key of its device, whose request is sent again', async () => {
    const csr = requestPem(madeRequest({ extensions: [ALL_NAMES] }));
    const old = await ask(csr, template('EndEntityClientAuthCertificate'));
    expect(requestDifferences(old.content, readSigningRequest(csr), templateFor(old.content, 'aws'))).toEqual([]);
    const { content } = await replaced(old.content, await generateKey('EC_prime256v1'), csr);
    expect(contentDifferences(old.content, content)).toEqual([]);
    expect(content.publicKey).toBe(old.content.publicKey);
  });
});

test.each(['RSA_2048', 'EC_prime256v1', 'EC_secp384r1', 'EC_secp521r1'])(
  'a CA with a key of %s signs with the algorithm that is chosen for it',
  async (key) => {
    const authority = await activeRoot(pca, { key });
    const SigningAlgorithm = signingAlgorithmFor(key) as 'SHA256WITHRSA';
    const more = { CertificateAuthorityArn: authority, SigningAlgorithm };
    const { pem } = await ask(requestPem(madeRequest()), template('EndEntityCertificate'), more);
    expect(chainProblems(pem, (await chainOf(pca, authority)).certificate, now())).toEqual([]);
  },
);
