import fc from 'fast-check';
import { certificateNamed, routeSubject } from '../../cli/subject.ts';
import { AUTHORITY_ARN } from '../builders/accounts.ts';
import { CERTIFICATE_ARN, ISSUED_ARN, SERIAL } from '../builders/certificates.ts';

test.each([CERTIFICATE_ARN, ISSUED_ARN])('the ARN of a certificate says all: %s', (arn) => {
  expect(certificateNamed(arn).arn).toBe(arn);
  expect(routeSubject(arn)).toMatchObject({ kind: 'certificate', certificate: { arn } });
});

test.each([
  SERIAL,
  'FF00FF00FF00FF00FF00FF00FF00FF',
  '0xff00ff00ff00ff00ff00ff00ff00ff',
  '00:ff:00:FF:00:ff:00:ff:00:ff:00:ff:00:ff:00:ff',
])('a CA and a serial number, as any tool writes it, are the same certificate: %s', (serial) => {
  expect(certificateNamed(AUTHORITY_ARN, serial)).toMatchObject({ arn: ISSUED_ARN, authorityArn: AUTHORITY_ARN });
});

test('every serial number is found again, whatever stands before it', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 2n ** 127n }), fc.integer({ min: 0, max: 3 }), (number, zeros) => {
      const hex = number.toString(16);
      const { arn } = certificateNamed(AUTHORITY_ARN, `${'00'.repeat(zeros)}${hex}`);
      expect(arn).toBe(`${AUTHORITY_ARN}/certificate/${hex.padStart(32, '0')}`);
    }),
  );
});

test.each<[string, string, string | undefined, string]>([
  ['a CA without a serial number', AUTHORITY_ARN, undefined, '--serial <hex>'],
  ['a certificate with one', CERTIFICATE_ARN, '0a', 'goes with the ARN of a CA'],
  ['a serial number that is none', AUTHORITY_ARN, 'zz', '--serial: expected a serial number in hex'],
  ['an empty one', AUTHORITY_ARN, '', '--serial: expected a serial number in hex'],
  ['a name', 'www.example.com', undefined, 'certificate ARN: expected arn:'],
  ['half a CA', 'arn:aws:acm-pca:eu-west-1:1:certificate-authority/x', '0a', 'CA ARN: expected arn:'],
])('%s is refused, with what to do', (_, arn, serial, words) => {
  expect(() => certificateNamed(arn, serial)).toThrow(words);
  expect(() => certificateNamed(arn, serial)).toThrow(expect.objectContaining({ name: 'WrongUsage' }) as Error);
});

test('a route can be set for a CA', () => {
  expect(routeSubject(AUTHORITY_ARN)).toMatchObject({ kind: 'authority', authority: { arn: AUTHORITY_ARN } });
});
