import { defaultProvider } from '../../core/runtime/environment-credentials.ts';

const VARIABLES = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
const before = { ...process.env };
afterEach(() => void (process.env = { ...before }));

const withVariables = (...values: readonly (string | undefined)[]): void =>
  VARIABLES.forEach((name, index) => {
    delete process.env[name];
    if (values[index] !== undefined) process.env[name] = values[index];
  });

test.each([
  ['of a role', ['key', 'secret', 'token'], { accessKeyId: 'key', secretAccessKey: 'secret', sessionToken: 'token' }],
  ['without a session', ['key', 'secret'], { accessKeyId: 'key', secretAccessKey: 'secret' }],
  ['with an empty session', ['key', 'secret', ''], { accessKeyId: 'key', secretAccessKey: 'secret' }],
])('the keys %s are read from the environment, each time anew', async (_, values, credentials) => {
  const provider = defaultProvider();
  withVariables(...values);
  expect(await provider()).toEqual(credentials);
});

test.each([
  ['no key', []],
  ['no secret', ['key']],
  ['no key id', [undefined, 'secret']],
])('%s is an error that names the variables, and tells no key', async (_, values) => {
  withVariables(...values);
  const message: unknown = await Promise.resolve()
    .then(defaultProvider())
    .catch((error: Error) => error.message);
  expect(message).toBe('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not both set');
});
