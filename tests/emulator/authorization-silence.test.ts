import { DescribeCertificateCommand, ListCertificatesCommand } from '@aws-sdk/client-acm';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { type Identities, sessionOf } from './kit/identities.ts';
import { type JudgedBench, startJudgedBench } from './kit/judged.ts';

let judged: JudgedBench;
let bench: Bench;
let identities: Identities;
beforeEach(async () => {
  judged = await startJudgedBench();
  ({ bench, identities } = judged);
});
afterEach(() => judged.stop());

const role = () => judged.role();
const allowOnly = (...actions: string[]) => judged.allowOnly(...actions);
const simulated = () => identities.questions('SimulatePrincipalPolicy');

const list = (key: string) => bench.acm(key).send(new ListCertificatesCommand({}));

test('an IAM that is broken neither allows nor denies, and is named', async () => {
  const { key } = await role();
  identities.decide = () => 'perhaps';
  await expect(list(key)).rejects.toMatchObject({
    name: 'ServiceUnavailable',
    message: expect.stringContaining(`could not be asked of IAM at ${identities.url}`) as string,
    $metadata: { httpStatusCode: 503 },
  });
});

test('an STS that does not tell neither allows nor denies, and is named', async () => {
  const account = freshAccount();
  identities.keys.set('ASIASILENT000001', { Arn: 'nothing', UserId: 'x', Account: account });
  identities.keys.set('ASIASILENT000002', sessionOf(account, 'Guard'));
  await list('ASIASILENT000002');
  identities.keys.set('ASIASILENT000002', { Arn: '', UserId: '', Account: account });
  identities.broken = { status: 500, body: 'out of order' };
  await expect(list('ASIASILENT000002')).rejects.toMatchObject({
    name: 'ServiceUnavailable',
    message: expect.stringContaining(`STS at ${identities.url}`) as string,
  });
  expect((await bench.admin('GET', `/calls?account=${account}&outcome=ServiceUnavailable`)).body).toHaveLength(1);
});

test('an IAM that is not there is an error that names it', async () => {
  const lonely = await startBench({ stsEndpoint: identities.url, iamEndpoint: 'http://127.0.0.1:9' });
  const { key } = await role();
  await expect(lonely.acm(key).send(new ListCertificatesCommand({}))).rejects.toMatchObject({
    name: 'ServiceUnavailable',
    message: expect.stringContaining('http://127.0.0.1:9') as string,
  });
  await lonely.stop();
});

test('a session that has ended is told so', async () => {
  const { key } = await role();
  identities.ended.add(key);
  await expect(list(key)).rejects.toMatchObject({ name: 'ExpiredTokenException' });
});

test('a key that looks like AWS’s and that STS does not know is nobody’s', async () => {
  await expect(list('ASIAUNKNOWN00001')).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
});

test('a key whose owner is of another account than the key is nobody’s', async () => {
  identities.keys.set('ASIATWISTED00001', { ...sessionOf('999999999999', 'Guard'), Account: freshAccount() });
  await expect(list('ASIATWISTED00001')).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
});

test('a role whose ARN has a path is asked for by that', async () => {
  const { account, key } = await role();
  const short = `arn:aws:iam::${account}:role/Guard`;
  const long = `arn:aws:iam::${account}:role/team/Guard`;
  identities.hidden.set(short, long);
  await expect(list(key)).resolves.toBeDefined();
  expect(simulated().map((question) => question.get('PolicySourceArn'))).toEqual([short, long]);
});

test('a role that is gone may do nothing', async () => {
  const { account, key } = await role();
  identities.hidden.set(`arn:aws:iam::${account}:role/Guard`, '');
  await expect(list(key)).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

test('the admin API can tell whose a key is, for an STS that tells only its owner', async () => {
  const account = freshAccount();
  const { Arn: arn, UserId: userId } = sessionOf(account, 'Guard', 'told');
  const told = await bench.admin('POST', '/principals', { accessKeyId: 'ASIATOLD00000001', arn, userId });
  expect(told).toMatchObject({ status: 200, body: { account, type: 'AssumedRole' } });
  allowOnly('acm:ListCertificates');
  await expect(list('ASIATOLD00000001')).resolves.toBeDefined();
  await expect(
    bench
      .acm('ASIATOLD00000001')
      .send(new DescribeCertificateCommand({ CertificateArn: `arn:aws:acm:eu-west-1:${account}:certificate/x` })),
  ).rejects.toMatchObject({ name: 'AccessDeniedException' });
  expect(identities.questions('GetCallerIdentity')).toEqual([]);
});

test.each([
  ['an account', { accessKeyId: '111122223333', arn: 'arn:aws:iam::111122223333:root', userId: 'x' }, 'accessKeyId'],
  ['nobody', { accessKeyId: 'ASIAX', arn: 'arn:aws:s3:::bucket', userId: 'x' }, 'arn'],
  ['somebody without an id', { accessKeyId: 'ASIAX', arn: 'arn:aws:iam::111122223333:root', userId: '' }, 'userId'],
])('but not that it is %s’s', async (_, body, field) => {
  expect(await bench.admin('POST', '/principals', body)).toMatchObject({ status: 400, body: { field } });
});
