import fc from 'fast-check';
import { InvalidInput } from '../../../core/domain/invalid-input.ts';
import { acmToken, executionName, intentOf, issuanceToken, secretToken } from '../../../core/domain/reissue/intent.ts';
import type { CertificateRequest } from '../../../core/domain/reissue/issuance.ts';
import { sha256Hex } from '../../../core/pki/digest.ts';

const AUTHORITY = 'arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/one';
const ARN = `${AUTHORITY}/certificate/00ab`;
const request: CertificateRequest = {
  authorityArn: AUTHORITY,
  templateArn: 'arn:aws:acm-pca:::template/EndEntityCertificate/V1',
  signingAlgorithm: 'SHA256WITHECDSA',
  notAfter: 1_800_000_000,
};
const aTry = { intent: 'f'.repeat(32), generation: 1, attempt: 1 };
const token = (changedTry = {}, changed = {}) =>
  issuanceToken({ ...aTry, ...changedTry }, { ...request, ...changed }, sha256Hex);

describe('an intent', () => {
  test('is 32 hex digits, the same for the same certificate however its serial is written', () => {
    const intent = intentOf(ARN, '00ab', sha256Hex);
    expect(intent).toMatch(/^[0-9a-f]{32}$/);
    for (const serial of ['ab', 'AB', '00:AB', '0000ab']) expect(intentOf(ARN, serial, sha256Hex)).toBe(intent);
  });

  test('is another for another certificate, or another serial of the same ARN', () => {
    const some = fc.tuple(
      fc.string(),
      fc.bigInt({ min: 1n, max: 2n ** 128n }).map((each) => each.toString(16)),
    );
    fc.assert(
      fc.property(some, some, ([arn, serial], [otherArn, other]) => {
        const same = arn === otherArn && serial === other;
        expect(intentOf(arn, serial, sha256Hex) === intentOf(otherArn, other, sha256Hex)).toBe(same);
      }),
    );
  });
});

describe('the token of an issuance', () => {
  test('is 36 characters, and the same for the same attempt', () => {
    expect(token()).toMatch(/^[0-9a-f]{36}$/);
    expect(token()).toBe(token());
  });

  test.each([
    ['intent', { intent: '0'.repeat(32) }, {}],
    ['generation', { generation: 2 }, {}],
    ['attempt', { attempt: 2 }, {}],
    ['CA', {}, { authorityArn: `${AUTHORITY}2` }],
    ['template', {}, { templateArn: `${request.templateArn}2` }],
    ['end', {}, { notAfter: request.notAfter + 1 }],
    ['signing algorithm', {}, { signingAlgorithm: 'SHA384WITHECDSA' }],
  ])('is another for another %s', (_, changedTry, changed) => expect(token(changedTry, changed)).not.toBe(token()));

  test('does not take generation and attempt for one another', () => {
    expect(token({ generation: 1, attempt: 11 })).not.toBe(token({ generation: 11, attempt: 1 }));
  });
});

describe('the token of a request to ACM', () => {
  const of = (changed = {}, authority = AUTHORITY) => acmToken({ ...aTry, ...changed }, authority, sha256Hex);

  test('is 32 word characters at most', () => expect(of()).toMatch(/^\w{1,32}$/));

  test('is another for another CA, generation or attempt: ACM would answer with the first certificate', () => {
    const tokens = [of(), of({}, `${AUTHORITY}2`), of({ generation: 2 }), of({ attempt: 2 }), of({ intent: 'a' })];
    expect(new Set(tokens).size).toBe(tokens.length);
  });
});

describe('the token of a secret’s version', () => {
  test('is 32 to 64 characters that Secrets Manager takes', () => {
    expect(secretToken(aTry.intent, 1, 'key', sha256Hex)).toMatch(/^[\w-]{32,64}$/);
  });

  test('is another for another purpose or attempt', () => {
    const tokens = [
      secretToken('a', 1, 'key', sha256Hex),
      secretToken('a', 1, 'delivery', sha256Hex),
      secretToken('a', 2, 'key', sha256Hex),
      secretToken('b', 1, 'key', sha256Hex),
    ];
    expect(new Set(tokens).size).toBe(tokens.length);
  });
});

describe('the name of an execution', () => {
  test('says what it is for', () => {
    expect(executionName(aTry.intent, 'issue', 2)).toBe(`issue-${aTry.intent}-2`);
  });

  test.each(['2026-11-25T12:00:00Z', ' ', 'x'.repeat(80)])('is refused where none can be made of %j', (suffix) =>
    expect(() => executionName(aTry.intent, 'issue', suffix)).toThrow(InvalidInput),
  );

  test('is never longer than 80 characters, nor cut: two would be the same', () => {
    fc.assert(
      fc.property(fc.string(), (suffix) => {
        try {
          expect(executionName(aTry.intent, 'issue', suffix)).toBe(`issue-${aTry.intent}-${suffix}`);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInput);
        }
      }),
    );
  });
});
