import fc from 'fast-check';
import type {
  AlternativeName,
  CertificateContent,
  Extension,
  RequestContent,
} from '../../../core/domain/reissue/certificate-content.ts';
import { contentDifferences, requestDifferences } from '../../../core/domain/reissue/content-differences.ts';
import { printable } from '../../../core/domain/printable.ts';
import { anyText } from '../../builders/any-text.ts';

const dns = (value: string): AlternativeName => ({ kind: 'dns', value });
const SERVER = '1.3.6.1.5.5.7.3.1';
const CLIENT = '1.3.6.1.5.5.7.3.2';

const content: CertificateContent = {
  serial: '01',
  subject: 'MA0=',
  subjectText: 'CN=www.example.com',
  issuer: 'MAA=',
  names: [dns('www.example.com'), { kind: 'ip', value: '192.0.2.1' }],
  keyType: 'EC_prime256v1',
  publicKey: 'key',
  keyUsages: ['digitalSignature', 'keyEncipherment'],
  extendedKeyUsages: [SERVER],
  extensions: [],
  notBefore: '2026-01-01T00:00:00.000Z',
  notAfter: '2027-01-01T00:00:00.000Z',
  isAuthority: false,
};

describe('an issued certificate', () => {
  const differences = (changed: Partial<CertificateContent>) => contentDifferences(content, { ...content, ...changed });

  test('is as it should be, whatever its number, dates, key and the order of its names', () => {
    expect(
      differences({
        serial: '02',
        notAfter: '2028-01-01T00:00:00.000Z',
        publicKey: 'other',
        issuer: 'other',
        names: [...content.names, ...content.names].reverse(),
        keyUsages: [...content.keyUsages].reverse(),
      }),
    ).toEqual([]);
  });

  test.each<[Partial<CertificateContent>, readonly string[]]>([
    [{ subject: 'MA8=', subjectText: 'CN=other' }, ['the subject is CN=other instead of CN=www.example.com']],
    [{ subject: 'MAA=', subjectText: '' }, ['the subject is empty instead of CN=www.example.com']],
    [{ subject: 'MA8=' }, ['the subject CN=www.example.com reads the same but is encoded otherwise']],
    [{ names: [dns('www.example.com')] }, ['it lacks the name ip:192.0.2.1']],
    [
      { names: [...content.names, dns('a.example.com'), dns('b.example.com')] },
      ['it has, besides, the names dns:a.example.com, dns:b.example.com'],
    ],
    [
      {
        names: [
          { kind: 'uri', value: 'www.example.com' },
          { kind: 'ip', value: '192.0.2.1' },
        ],
      },
      ['it lacks the name dns:www.example.com', 'it has, besides, the name uri:www.example.com'],
    ],
    [
      { keyUsages: ['digitalSignature', 'keyAgreement'] },
      ['it lacks the key usage keyEncipherment', 'it has, besides, the key usage keyAgreement'],
    ],
    [{ extendedKeyUsages: [SERVER, CLIENT] }, ['it has, besides, the extended key usage clientAuth']],
    [
      { extendedKeyUsages: ['1.2.3'] },
      ['it lacks the extended key usage serverAuth', 'it has, besides, the extended key usage 1.2.3'],
    ],
    [{ keyType: 'RSA_2048' }, ['the key is RSA_2048 instead of EC_prime256v1']],
  ])('that says %j is told', (changed, told) => expect(differences(changed)).toEqual(told));

  test('of which thousands of long names differ is told in a few words that can be printed', () => {
    const many = Array.from({ length: 5000 }, (_, index) => dns(`${index}${'\u202e'.repeat(5000)}`));
    const [told = '', ...more] = differences({ names: [...content.names, ...many] });
    expect(more).toEqual([]);
    expect(told.length).toBeLessThan(1500);
    expect(told).toContain('and 4995 more');
    expect(printable(told)).toBe(told);
  });

  test('differs from another exactly if something of it does, and either way round', () => {
    const changes = fc.record(
      {
        subject: fc.constantFrom('MAA=', 'MA0='),
        subjectText: anyText(5),
        names: fc.array(fc.record({ kind: fc.constantFrom('dns', 'uri'), value: fc.constantFrom('a', 'b') })),
        keyUsages: fc.subarray(['digitalSignature', 'keyEncipherment', 'cRLSign'] as const),
        extendedKeyUsages: fc.subarray([SERVER, CLIENT, '1.2.3']),
        keyType: fc.constantFrom('EC_prime256v1', 'RSA_2048'),
      },
      { requiredKeys: [] },
    );
    const key = (of: CertificateContent) =>
      JSON.stringify([
        of.subject,
        [...new Set(of.names.map(({ kind, value }) => `${kind}:${value}`))].sort(),
        [...of.keyUsages].sort(),
        [...of.extendedKeyUsages].sort(),
        of.keyType,
      ]);
    fc.assert(
      fc.property(changes, changes, (some, other) => {
        const [one, another] = [some, other].map((changed): CertificateContent => ({ ...content, ...changed })) as [
          CertificateContent,
          CertificateContent,
        ];
        const same = key(one) === key(another);
        expect(contentDifferences(one, another).length === 0).toBe(same);
        expect(contentDifferences(another, one).length === 0).toBe(same);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a device’s request', () => {
  const extension = (oid: string, value = 'MAA='): Extension => ({ oid, critical: false, value });
  const [USAGE, PURPOSES, POLICIES, CONSTRAINTS] = ['2.5.29.15', '2.5.29.37', '2.5.29.32', '2.5.29.19'] as const;
  const certificate = { ...content, extensions: [extension(USAGE), extension(PURPOSES), extension('2.5.29.35')] };
  const { subject, subjectText, names, keyType, publicKey } = content;
  const request: RequestContent = { subject, subjectText, names, keyType, publicKey, extensions: [] };
  const template = (name: string): string => `arn:aws:acm-pca:::template/${name}/V1`;

  test('fits, whatever usages it asks for that the template sets anyway', () => {
    const extensions = [extension(USAGE, 'AwIGwA=='), extension(CONSTRAINTS), extension(POLICIES)];
    expect(requestDifferences(certificate, { ...request, extensions })).toEqual([]);
    expect(requestDifferences(certificate, { ...request, extensions }, template('EndEntityCertificate'))).toEqual([]);
  });

  test.each<[Partial<RequestContent>, readonly string[]]>([
    [{ publicKey: 'other' }, ["the public key is not the certificate's"]],
    [{ subject: 'MAA=', subjectText: '' }, ['the subject is empty instead of CN=www.example.com']],
    [{ names: [] }, ['it lacks the names dns:www.example.com, ip:192.0.2.1']],
    [{ names: [...names, dns('evil.example.com')] }, ['it has, besides, the name dns:evil.example.com']],
  ])('that says %j does not', (changed, told) => {
    expect(requestDifferences(certificate, { ...request, ...changed })).toEqual(told);
  });

  test('gets no extension through the template that its certificate has not', () => {
    const extensions = [extension(POLICIES), extension(USAGE, 'AwIGwA=='), extension(CONSTRAINTS)];
    expect(
      requestDifferences(certificate, { ...request, extensions }, template('EndEntityCertificate_CSRPassthrough')),
    ).toEqual(['it has, besides, the extension 2.5.29.32 (MAA=)']);
  });

  test('must ask for its usages itself where the template sets none', () => {
    const blank = template('BlankEndEntityCertificate_CSRPassthrough');
    expect(requestDifferences(certificate, request, blank)).toEqual([
      'it lacks the extensions 2.5.29.15 (MAA=), 2.5.29.37 (MAA=)',
    ]);
    const extensions = certificate.extensions.slice(0, 2);
    expect(requestDifferences(certificate, { ...request, extensions }, blank)).toEqual([]);
  });
});
