import {
  denial,
  type Draft,
  type Identity,
  outcomeOf,
  prepared,
  send,
  type Sent,
  type SessionRequest,
} from './kit/create-session.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { done, newSetting, type Setting, workload } from './kit/roles-anywhere.ts';

let bench: Bench;
beforeAll(async () => (bench = await startBench()));
afterAll(() => bench.stop());

const answered = (robot: Identity, request: SessionRequest) => outcomeOf(bench.url, robot, request);

describe('a request that proves nothing', () => {
  let setting: Setting;
  let robot: Identity;
  beforeAll(async () => {
    setting = await newSetting(bench, freshAccount());
    robot = workload({ by: setting.authority });
  });
  const hours = (count: number): Date => new Date(Date.now() + count * 3_600_000);

  test.each<[string, Partial<SessionRequest>, string]>([
    [
      'has another body than was signed',
      { tamper: (sent: Sent) => void (sent.body = '{"durationSeconds":901}'), body: { durationSeconds: 900 } },
      'The signature is not',
    ],
    [
      'has another query than was signed',
      {
        tamper: (sent: Sent) =>
          void (sent.path = sent.path.replace('profile%2F', 'profile%2f').replace(/roleArn=([^&]+)/, 'roleArn=$1x')),
      },
      'The signature is not',
    ],
    [
      'has another signed header',
      { tamper: ({ headers }: Sent) => void (headers['content-type'] = 'application/json; charset=utf-8') },
      'The signature is not',
    ],
    [
      'has another time than was signed',
      {
        tamper: ({ headers }: Sent) =>
          void (headers['x-amz-date'] = (headers['x-amz-date'] ?? '').replace(/\d\dZ$/, (end) =>
            end === '00Z' ? '01Z' : '00Z',
          )),
      },
      'The signature is not',
    ],
    [
      'has a signature with one digit changed',
      {
        tamper: ({ headers }: Sent) =>
          void (headers['authorization'] = (headers['authorization'] ?? '').replace(/.$/, (last) =>
            last === '0' ? '1' : '0',
          )),
      },
      'The signature is not',
    ],
    ['was signed six minutes ago', { signedAt: hours(-0.1) }, 'Signature expired'],
    ['will be signed in six minutes', { signedAt: hours(0.1) }, 'Signature expired'],
    ['has a Credential of another day', { draft: (draft: Draft) => void (draft.date = '20200101') }, 'another date'],
    [
      'has no readable time',
      { draft: ({ headers }: Draft) => void (headers['x-amz-date'] = 'yesterday') },
      'X-Amz-Date must be',
    ],
    [
      'names another serial number',
      { draft: (draft: Draft) => void (draft.serial += '1') },
      'does not name the serial number',
    ],
    [
      'names the other algorithm',
      { draft: (draft: Draft) => void (draft.algorithm = 'AWS4-X509-RSA-SHA256') },
      'is none for AWS4-X509-RSA-SHA256',
    ],
    [
      'does not sign the certificate',
      {
        draft: (draft: Draft) =>
          void (draft.signedHeaders = draft.signedHeaders.filter((name) => name !== 'x-amz-x509')),
      },
      'x-amz-x509 is not among the signed headers',
    ],
    [
      'does not sign the host',
      { draft: (draft: Draft) => void (draft.signedHeaders = draft.signedHeaders.filter((name) => name !== 'host')) },
      'host is not among the signed headers',
    ],
    [
      'does not sign the content type',
      {
        draft: (draft: Draft) =>
          void (draft.signedHeaders = draft.signedHeaders.filter((name) => name !== 'content-type')),
      },
      'content-type is not among the signed headers',
    ],
    [
      'signs its headers out of order',
      { draft: (draft: Draft) => void draft.signedHeaders.reverse() },
      'alphabetical order',
    ],
    [
      'signs a header twice',
      { draft: (draft: Draft) => void draft.signedHeaders.splice(1, 0, draft.signedHeaders[0] ?? '') },
      'alphabetical order',
    ],
    [
      'signs a header that it does not have',
      { draft: (draft: Draft) => void draft.signedHeaders.push('x-amz-zzz') },
      'which the request has not',
    ],
    [
      'has no certificate',
      { tamper: ({ headers }: Sent) => void delete headers['x-amz-x509'] },
      'no X-Amz-X509 header',
    ],
    [
      'has something else in place of a certificate',
      { tamper: ({ headers }: Sent) => void (headers['x-amz-x509'] = 'AAAA') },
      'X-Amz-X509 has no certificate',
    ],
    [
      'has something else in its chain',
      { tamper: ({ headers }: Sent) => void (headers['x-amz-x509-chain'] = 'AAAA,AAAA') },
      'X-Amz-X509-Chain has no certificate',
    ],
  ])('that %s is refused', async (_, change, message) => {
    expect(await answered(robot, { ...setting.request, ...change })).toEqual(denial(message));
  });

  test('that is signed with another key is refused', async () => {
    const other = workload({ by: setting.authority });
    expect(await answered({ ...robot, key: other.key }, setting.request)).toEqual(denial('The signature is not'));
  });

  test.each([
    ['not at all', undefined, 'MissingAuthenticationTokenException'],
    [
      'with Signature Version 4',
      'AWS4-HMAC-SHA256 Credential=111122223333/20260101/eu-west-1/rolesanywhere/aws4_request, SignedHeaders=host, Signature=00',
      'IncompleteSignatureException',
    ],
    ['with a broken header', 'AWS4-X509-RSA-SHA256 Credential=1', 'IncompleteSignatureException'],
    [
      'for no region',
      'AWS4-X509-RSA-SHA256 Credential=1/20260101/nowhere/rolesanywhere/aws4_request, SignedHeaders=host, Signature=00',
      'InvalidSignatureException',
    ],
    [
      'with upper-case hex',
      'AWS4-X509-RSA-SHA256 Credential=1/20260101/eu-west-1/rolesanywhere/aws4_request, SignedHeaders=host, Signature=AA',
      'IncompleteSignatureException',
    ],
  ])('that is signed %s is refused as such', async (_, authorization, code) => {
    const sent = prepared(bench.url, robot, setting.request);
    const { authorization: _mine, ...headers } = sent.headers;
    const answer = await send(bench.url, {
      ...sent,
      headers: { ...headers, ...(authorization ? { authorization } : {}) },
    });
    expect([answer.status, answer.headers['x-amzn-errortype']]).toEqual([403, code]);
  });

  test('that is signed with ML-DSA is refused by name', async () => {
    const draft = (given: Draft): void => void (given.algorithm = 'AWS4-X509-MLDSA');
    expect(await answered(robot, { ...setting.request, draft })).toEqual({
      status: 400,
      code: 'ValidationException',
      message: 'The emulator does not support the signing algorithm AWS4-X509-MLDSA.',
    });
  });

  test('none of these leaves a subject', async () => {
    const account = setting.anchor.trustAnchorArn.split(':')[4] ?? '';
    expect(await done(bench.url, account, 'GET', '/subjects')).toEqual([]);
  });
});
