import fc from 'fast-check';
import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { inOwnAccount } from '../../core/aws/errors.ts';
import { quotes, withoutSecrets } from '../../core/aws/without-secrets.ts';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const KEY = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const BODY = KEY.replaceAll(/-----[^-]+-----|\s/g, '');

const thrownBy = (error: unknown): Promise<Error> =>
  withoutSecrets([KEY], () => Promise.reject(error as Error)).catch((thrown: unknown) => thrown as Error);

const ofTheService = (message: string) =>
  Object.assign(new Error(message), {
    name: 'ValidationException',
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
    sent: { PrivateKey: KEY },
  });

test('what a service says is told as it is, under its name', async () => {
  const error = await thrownBy(ofTheService('The private key does not match: -----BEGIN PRIVATE KEY----- expected'));
  expect(error).toMatchObject({
    name: 'ValidationException',
    message: 'The private key does not match: -----BEGIN PRIVATE KEY----- expected',
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
  });
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(BODY.slice(0, 20));
});

test.each([
  ['as it is', KEY],
  ['with escaped line ends', KEY.replaceAll('\n', '\\n')],
  ['cut off', KEY.slice(0, 60)],
  ['without its first half', KEY.slice(KEY.length / 2)],
  ['as it goes over the wire', Buffer.from(KEY).toString('base64')],
])('a message that quotes the secret %s is left out', async (_, quoted) => {
  const error = await thrownBy(ofTheService(`1 validation error detected: Value '${quoted}' at 'privateKey'`));
  expect(error.name).toBe('ValidationException');
  expect(error.message).not.toContain(BODY.slice(20, 30));
});

test('any sixteen characters of the secret in a row are a quotation, whatever is around them', () => {
  const position = fc.nat(BODY.length - 16);
  fc.assert(
    fc.property(position, fc.string(), fc.string(), (from, before, after) => {
      expect(quotes(`${before} ${BODY.slice(from, from + 16)} ${after}`, KEY)).toBe(true);
    }),
  );
});

test('what has nothing of the secret is no quotation, and nothing is quoted of an empty one', () => {
  fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => !quotes(text, KEY) && !quotes(text, '')));
});

test.each([
  ['a parser', new SyntaxError(`Unexpected token in ${KEY.slice(28, 40)}`)],
  ['anything unknown', new Error(KEY)],
  ['no error at all', KEY],
])('what %s says is left out', async (_, thrown) => {
  const error = await thrownBy(thrown);
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(BODY.slice(0, 12));
});

test('the state machines still tell what passes from what does not', async () => {
  const inOwn = (error: Error) =>
    inOwnAccount('acm:ImportCertificate', () => thrownBy(error).then((each) => Promise.reject(each)));
  const lost = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  const slow = Object.assign(new Error('too slow'), { name: 'TimeoutError' });
  await expect(inOwn(lost)).rejects.toMatchObject({ name: 'AwsUnavailable' });
  await expect(inOwn(slow)).rejects.toMatchObject({ name: 'AwsUnavailable' });
  await expect(inOwn(ofTheService('no'))).rejects.toMatchObject({ name: 'AwsRefused' });
});

test('what goes well goes through', async () => {
  expect(await withoutSecrets([KEY], () => Promise.resolve(7))).toBe(7);
});
