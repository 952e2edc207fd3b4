import fc from 'fast-check';
import { parseCertificateArn } from '../../core/domain/arn.ts';
import { CertificateNotFound } from '../../core/domain/certificates/certificate-not-found.ts';
import { InvalidInput } from '../../core/domain/invalid-input.ts';
import { AUTHORITY_ARN, AUTHORITY_ID, PKI } from '../builders/accounts.ts';
import { anyText } from '../builders/any-text.ts';
import { CERTIFICATE_ARN, CERTIFICATE_ID, ISSUED_ARN, SERIAL } from '../builders/certificates.ts';
import { refusalOf } from '../builders/refusals.ts';

const places = fc.record({
  partition: fc.constantFrom('aws', 'aws-cn', 'aws-us-gov', 'aws-iso', 'aws-iso-b', 'aws-eusc'),
  region: fc.constantFrom('eu-west-1', 'us-gov-west-1', 'cn-north-1', 'us-iso-east-1', 'ap-southeast-12'),
  account: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 12, maxLength: 12 }).map((digits) => digits.join('')),
});
const hex = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length })
    .map((digits) => digits.join(''));

test('every ARN of an ACM certificate is taken apart, in any partition', () => {
  fc.assert(
    fc.property(places, fc.uuid(), ({ partition, region, account }, id) => {
      const arn = `arn:${partition}:acm:${region}:${account}:certificate/${id}`;
      expect(parseCertificateArn(arn)).toEqual({ arn, partition, region, account, id, service: 'acm' });
    }),
  );
});

test('every ARN of a certificate that a private CA issued is taken apart, with its CA’s, in any partition', () => {
  fc.assert(
    fc.property(places, fc.uuid(), hex(32), ({ partition, region, account }, authorityId, id) => {
      const authorityArn = `arn:${partition}:acm-pca:${region}:${account}:certificate-authority/${authorityId}`;
      const arn = `${authorityArn}/certificate/${id}`;
      expect(parseCertificateArn(arn)).toEqual({
        arn,
        partition,
        region,
        account,
        id,
        service: 'acm-pca',
        authorityArn,
      });
    }),
  );
});

test('an id that is no UUID is read as well: AWS promises no form of it', () => {
  const arn = CERTIFICATE_ARN.replace(CERTIFICATE_ID, 'mrk-0123456789abcdef');
  expect(parseCertificateArn(arn).id).toBe('mrk-0123456789abcdef');
});

test.each<[unknown, string]>([
  [undefined, ', got nothing'],
  [null, ', got null'],
  [42, ', got 42'],
  [true, ', got true'],
  [[CERTIFICATE_ARN], ', got ["arn:'],
  [{ toString: 'x' }, ', got {"toString"'],
  ['', 'with a text that starts with "arn:"'],
  ['www.example.com', 'with a text that starts with "arn:"'],
  [` ${CERTIFICATE_ARN}`, 'with a text that starts with "arn:"'],
  [CERTIFICATE_ARN.replace('arn:aws:', 'arn:azure:'), 'with a partition such as'],
  [CERTIFICATE_ARN.replace('arn:aws:', 'arn::'), 'with a partition such as'],
  [CERTIFICATE_ARN.replace(':acm:', ':iam:'), 'with the service acm (or acm-pca)'],
  [CERTIFICATE_ARN.replace(':acm:', ':ACM:'), 'with the service acm (or acm-pca)'],
  [CERTIFICATE_ARN.replace('eu-west-1', ''), 'with a region such as'],
  [CERTIFICATE_ARN.replace('eu-west-1', 'eu-west-1; reboot'), 'with a region such as'],
  [CERTIFICATE_ARN.replace(PKI, '1234'), 'with an account of twelve digits'],
  [CERTIFICATE_ARN.replace(CERTIFICATE_ID, ''), 'with certificate/ and the id'],
  [CERTIFICATE_ARN.replace('certificate/', 'acme-endpoint/'), 'with certificate/ and the id'],
  [CERTIFICATE_ARN.replace(':acm:', ':acm-pca:'), 'with certificate/ and the id'],
  [ISSUED_ARN.replace(':acm-pca:', ':acm:'), 'with certificate/ and the id'],
  [`${CERTIFICATE_ARN}\n`, 'with certificate/ and the id'],
  [`${CERTIFICATE_ARN}:1`, 'with certificate/ and the id'],
  [`${CERTIFICATE_ARN}/1`, 'with certificate/ and the id'],
  [`${CERTIFICATE_ARN} --no-verify-ssl; rm -rf /`, 'with certificate/ and the id'],
  [AUTHORITY_ARN, 'with certificate/ and the id'],
  [ISSUED_ARN.replace(SERIAL, ''), 'with certificate/ and the id'],
  [ISSUED_ARN.replace(SERIAL, SERIAL.toUpperCase()), 'with certificate/ and the id'],
  [ISSUED_ARN.replace(SERIAL, '00:ff'), 'with certificate/ and the id'],
  [ISSUED_ARN.replace(AUTHORITY_ID, '-'.repeat(36)), 'with a UUID after certificate-authority/'],
  [ISSUED_ARN.replace(AUTHORITY_ID, 'prod'), 'with certificate/ and the id'],
])('%j is refused, and the message says what is wrong with it', (value, wrong) => {
  const refusal = refusalOf(() => parseCertificateArn(value, 'resources.0'));
  expect(refusal.field).toBe('resources.0');
  expect(refusal.message).toMatch(/^resources\.0: expected arn:<partition>:acm/);
  expect(refusal.message).toContain(wrong);
});

test('any text either is read and reads the same again, or is refused by name', () => {
  const texts = fc.oneof(
    anyText(),
    fc.constantFrom(CERTIFICATE_ARN, ISSUED_ARN),
    fc
      .tuple(fc.constantFrom(CERTIFICATE_ARN, ISSUED_ARN), anyText(8), fc.nat(120))
      .map(([arn, text, at]) => arn.slice(0, at) + text + arn.slice(at)),
  );
  fc.assert(
    fc.property(texts, (text) => {
      try {
        const { arn, partition, service, region, account, id } = parseCertificateArn(text);
        expect(arn).toBe(text);
        expect(text.startsWith(`arn:${partition}:${service}:${region}:${account}:`)).toBe(true);
        expect(text.endsWith(`certificate/${id}`)).toBe(true);
        expect(text).toMatch(/^[a-zA-Z0-9:/-]+$/);
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidInput);
      }
    }),
    { numRuns: 1000 },
  );
});

test('a certificate that does not exist is named with its account and region', () => {
  const error = new CertificateNotFound(parseCertificateArn(CERTIFICATE_ARN));
  expect(error.name).toBe('CertificateNotFound');
  expect(error.message).toBe(
    `certificateArn: account ${PKI} has no certificate ${CERTIFICATE_ARN} in eu-west-1; check the ARN`,
  );
});
