import { RequestCertificateCommand } from '@aws-sdk/client-acm';
import { ListCertificateAuthoritiesCommand } from '@aws-sdk/client-acm-pca';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { partitionOf } from '../../local/pki-emulator/src/partition.ts';
import { startCloud } from './kit/cloud.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { type Identities, sessionOf, startIdentities } from './kit/identities.ts';

let identities: Identities;
let bench: Bench;
beforeAll(async () => {
  identities = await startIdentities();
  bench = await startBench({ stsEndpoint: identities.url, defaultAccount: '222233334444' });
});
afterAll(async () => {
  await bench.stop();
  await identities.stop();
});

const list = (key: string, on = bench) => on.pca(key).send(new ListCertificateAuthoritiesCommand({}));

const lastCall = async (on = bench) =>
  ((await on.admin('GET', '/calls')).body as { account: string; principal?: string; accessKeyId: string }[]).at(-1);

test.each([
  ['eu-west-1', 'aws'],
  ['il-central-1', 'aws'],
  ['cn-northwest-1', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
  ['eusc-de-east-1', 'aws-eusc'],
  ['us-iso-east-1', 'aws-iso'],
  ['us-isob-east-1', 'aws-iso-b'],
  ['eu-isoe-west-1', 'aws-iso-e'],
  ['us-isof-south-1', 'aws-iso-f'],
])('a certificate of %s has an ARN of the partition %s', async (region, partition) => {
  expect(partitionOf(region)).toBe(partition);
  const account = freshAccount();
  const request = new RequestCertificateCommand({ DomainName: 'www.example.com', ValidationMethod: 'DNS' });
  const { CertificateArn = '' } = await bench.acm(account, region).send(request);
  expect(CertificateArn.startsWith(`arn:${partition}:acm:${region}:${account}:certificate/`)).toBe(true);
  expect(await lastCall()).toMatchObject({ principal: `arn:${partition}:iam::${account}:root` });
});

test('twelve digits are the account, and nobody is asked', async () => {
  identities.asked.length = 0;
  const account = freshAccount();
  await list(account);
  expect(await lastCall()).toMatchObject({ account, principal: `arn:aws:iam::${account}:root` });
  expect(identities.asked).toEqual([]);
});

test('a temporary key is asked of STS, once, and the call log names the session', async () => {
  const account = freshAccount();
  const identity = sessionOf(account, 'Auditor', 'me');
  identities.keys.set('ASIAASKED0000001', identity);
  identities.asked.length = 0;
  await list('ASIAASKED0000001');
  await list('ASIAASKED0000001');
  expect(await lastCall()).toMatchObject({ account, accessKeyId: 'ASIAASKED0000001', principal: identity.Arn });
  expect(identities.asked.map(({ form }) => form.get('Action'))).toEqual(['GetAccessKeyInfo', 'GetCallerIdentity']);
});

test('a key that STS does not know is the default account’s', async () => {
  await list('AKIASTRANGER0001');
  expect(await lastCall()).toMatchObject({ account: '222233334444', principal: 'arn:aws:iam::222233334444:root' });
});

test('a session of which STS tells the account only has no principal in the log', async () => {
  identities.keys.set('ASIAQUIET0000001', { Arn: 'nothing', UserId: 'x', Account: '333344445555' });
  await list('ASIAQUIET0000001');
  const call = await lastCall();
  expect(call?.account).toBe('333344445555');
  expect(call?.principal).toBeUndefined();
});

test('the STS of the cloud endpoint is asked unless another is given', async () => {
  const cloud = await startCloud();
  const own = await startBench({ cloudEndpoint: cloud.url, stsEndpoint: identities.url });
  identities.keys.set('ASIAOTHER0000001', sessionOf('444455556666', 'Auditor'));
  await list('ASIAOTHER0000001', own);
  expect(await lastCall(own)).toMatchObject({ account: '444455556666' });
  expect(cloud.queries).toEqual([]);
  await own.stop();
  await cloud.stop();
});

test('sts:GetCallerIdentity here tells a session what it is', async () => {
  const identity = sessionOf(freshAccount(), 'Auditor', 'self');
  identities.keys.set('ASIASELF00000001', identity);
  const sts = new STSClient({
    endpoint: bench.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'ASIASELF00000001', secretAccessKey: 'x' },
  });
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject(identity);
  sts.destroy();
});
