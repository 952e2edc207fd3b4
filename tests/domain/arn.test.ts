import fc from 'fast-check';
import { isAccountId, parseAuthorityArn } from '../../core/domain/arn.ts';
import { InvalidInput } from '../../core/domain/invalid-input.ts';
import { AUTHORITY_ARN, AUTHORITY_ID, PKI } from '../builders/accounts.ts';
import { anyText } from '../builders/any-text.ts';
import { refusalOf } from '../builders/refusals.ts';

const hex = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length })
    .map((digits) => digits.join(''));

const partsOfArn = fc.record({
  partition: fc.constantFrom('aws', 'aws-cn', 'aws-us-gov', 'aws-iso', 'aws-iso-b', 'aws-eusc'),
  service: fc.constantFrom('acm-pca', 'acm', 'iam', 'acmpca', 'ACM-PCA', ''),
  region: fc.constantFrom('eu-west-1', 'us-gov-west-1', 'cn-north-1', 'us-iso-east-1', 'ap-southeast-12'),
  account: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 12, maxLength: 12 }).map((digits) => digits.join('')),
  id: fc.tuple(hex(8), hex(4), hex(4), hex(4), hex(12)).map((groups) => groups.join('-')),
});

test('every ARN of a CA is taken apart and comes together again, in any partition', () => {
  fc.assert(
    fc.property(partsOfArn, ({ partition, region, account, id }) => {
      const arn = `arn:${partition}:acm-pca:${region}:${account}:certificate-authority/${id}`;
      expect(parseAuthorityArn(arn)).toEqual({ arn, partition, region, account, id });
    }),
  );
});

test('no ARN of another service is ever taken for one', () => {
  fc.assert(
    fc.property(partsOfArn, ({ partition, service, region, account, id }) => {
      fc.pre(service !== 'acm-pca');
      const arn = `arn:${partition}:${service}:${region}:${account}:certificate-authority/${id}`;
      expect(() => parseAuthorityArn(arn)).toThrow(/with the service acm-pca/);
    }),
  );
});

test('any text either is read and reads the same again, or is refused by name', () => {
  const texts = fc.oneof(
    anyText(),
    fc.constant(AUTHORITY_ARN),
    fc.string().map((tail) => AUTHORITY_ARN + tail),
  );
  fc.assert(
    fc.property(texts, (text) => {
      try {
        expect(parseAuthorityArn(text)).toEqual(parseAuthorityArn(AUTHORITY_ARN));
        expect(text).toBe(AUTHORITY_ARN);
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidInput);
      }
    }),
  );
});

test.each<[unknown, string]>([
  [undefined, ', got nothing'],
  [null, ', got null'],
  [42, ', got 42'],
  [{ arn: AUTHORITY_ARN }, ', got {"arn":'],
  [[AUTHORITY_ARN], ', got ["arn:'],
  ['', 'with a text that starts with "arn:"'],
  ['certificate', 'with a text that starts with "arn:"'],
  [` ${AUTHORITY_ARN}`, 'with a text that starts with "arn:"'],
  [AUTHORITY_ARN.replace('arn:aws:', 'arn:azure:'), 'with a partition such as'],
  [AUTHORITY_ARN.replace('acm-pca', 'acm'), 'with the service acm-pca'],
  [AUTHORITY_ARN.replace('eu-west-1', ''), 'with a region such as'],
  [AUTHORITY_ARN.replace('eu-west-1', 'europe'), 'with a region such as'],
  [AUTHORITY_ARN.replace(PKI, '12345'), 'with an account of twelve digits'],
  [AUTHORITY_ARN.replace('certificate-authority/', 'certificate/'), 'with a certificate-authority'],
  [`${AUTHORITY_ARN}/certificate/0123`, 'with a certificate-authority'],
  [`${AUTHORITY_ARN}:1`, 'with a certificate-authority'],
  [AUTHORITY_ARN.replace(AUTHORITY_ID, ''), 'with a UUID after certificate-authority/'],
  [AUTHORITY_ARN.replace(AUTHORITY_ID, 'prod'), 'with a UUID after certificate-authority/'],
  [`${AUTHORITY_ARN}\n`, 'with a UUID after certificate-authority/'],
  [`${AUTHORITY_ARN} --status ACTIVE; rm -rf /`, 'with a certificate-authority'],
])('%j is refused, and the message says what is wrong with it', (value, wrong) => {
  const refusal = refusalOf(() => parseAuthorityArn(value, 'detail.requestParameters.resourceArn'));
  expect(refusal.field).toBe('detail.requestParameters.resourceArn');
  expect(refusal.message).toMatch(/^detail\.requestParameters\.resourceArn: expected arn:<partition>:acm-pca:/);
  expect(refusal.message).toContain(wrong);
});

test.each([
  ['111122223333', true],
  ['11112222333', false],
  ['1111222233334', false],
  ['11112222333a', false],
  ['111122223333\n', false],
])('%j as an account id: %s', (text, isOne) => {
  expect(isAccountId(text)).toBe(isOne);
});
