import { ListCertificatesCommand } from '@aws-sdk/client-acm';
import { ListCertificateAuthoritiesCommand, ListPermissionsCommand } from '@aws-sdk/client-acm-pca';
import { CallLog } from '../../local/pki-emulator/src/admin/call-log.ts';
import { pendingAuthority } from './kit/authorities.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';

let bench: Bench;
beforeEach(async () => void (bench = await startBench()));
afterEach(() => bench.stop());

interface Call {
  readonly service: string;
  readonly operation: string;
  readonly account: string;
  readonly resource?: string;
}

const calls = async (query: string) => (await bench.admin('GET', `/calls?${query}`)).body as Call[];

test('calls can be asked for by service, operation, account, region, outcome and principal, also together', async () => {
  const [one, other] = [freshAccount(), freshAccount()];
  const arn = await pendingAuthority(bench.pca(one));
  await bench.acm(one).send(new ListCertificatesCommand({}));
  await bench.pca(other, 'us-east-1').send(new ListCertificateAuthoritiesCommand({}));
  await bench.admin('DELETE', '/calls');
  await bench.acm(one).send(new ListCertificatesCommand({}));
  await bench.pca(one).send(new ListPermissionsCommand({ CertificateAuthorityArn: arn }));
  await bench.pca(other, 'us-east-1').send(new ListCertificateAuthoritiesCommand({}));
  const wrong = new ListPermissionsCommand({ CertificateAuthorityArn: `${arn.slice(0, -12)}000000000000` });
  await bench
    .pca(one)
    .send(wrong)
    .catch(() => undefined);
  const operations = async (query: string) => (await calls(query)).map(({ operation }) => operation);
  expect(await operations('service=acm')).toEqual(['ListCertificates']);
  expect(await operations(`account=${other}`)).toEqual(['ListCertificateAuthorities']);
  expect(await operations('region=eu-west-1')).toEqual(['ListCertificates', 'ListPermissions', 'ListPermissions']);
  expect(await operations('outcome=ResourceNotFoundException')).toEqual(['ListPermissions']);
  expect(await operations('operation=ListPermissions&outcome=OK')).toEqual(['ListPermissions']);
  expect(await operations(`principal=arn:aws:iam::${other}:root`)).toEqual(['ListCertificateAuthorities']);
  expect(await operations('service=acm&outcome=AccessDeniedException')).toEqual([]);
  expect((await calls('operation=ListPermissions&outcome=OK'))[0]?.resource).toBe(arn);
});

test('counts tell how many calls there were of each kind', async () => {
  const account = freshAccount();
  const pca = bench.pca(account);
  for (let turn = 0; turn < 3; turn++) await pca.send(new ListCertificateAuthoritiesCommand({}));
  await bench.acm(account).send(new ListCertificatesCommand({}));
  const common = { account, region: 'eu-west-1', outcome: 'OK', principal: `arn:aws:iam::${account}:root` };
  expect((await bench.admin('GET', `/calls/counts?account=${account}`)).body).toEqual({
    total: 4,
    counts: [
      { ...common, service: 'acm-pca', operation: 'ListCertificateAuthorities', count: 3 },
      { ...common, service: 'acm', operation: 'ListCertificates', count: 1 },
    ],
  });
  await bench.admin('DELETE', '/calls');
  expect((await bench.admin('GET', '/calls/counts')).body).toEqual({ total: 0, counts: [] });
});

test.each([
  ['nobody knows', 'colour=red', 'colour'],
  ['is empty', 'operation=', 'operation'],
  ['is no account', 'account=12', 'account'],
  ['is no region', 'region=here', 'region'],
  ['is given twice', 'service=acm&service=acm-pca', 'service'],
])('a filter that %s is refused, naming it', async (_, query, field) => {
  expect(await bench.admin('GET', `/calls?${query}`)).toMatchObject({ status: 400, body: { field } });
  expect(await bench.admin('GET', `/calls/counts?${query}`)).toMatchObject({ status: 400, body: { field } });
});

test('a quarter of a million calls are all counted, and the last of them listed', () => {
  const log = new CallLog();
  const common = { service: 'acm', account: '1', region: 'r', accessKeyId: '1', time: '' };
  for (let index = 0; index < 250_000; index++) {
    log.add({ ...common, operation: `Operation${index % 7}`, outcome: index % 5 === 0 ? 'ThrottlingException' : 'OK' });
  }
  expect(log.counts({ outcome: 'ThrottlingException' }).reduce((sum, { count }) => sum + count, 0)).toBe(50_000);
  expect(log.counts()).toHaveLength(14);
  expect(log.list().length).toBeGreaterThanOrEqual(100_000);
  expect(log.list().length).toBeLessThanOrEqual(200_000);
  expect(log.list().at(-1)).toMatchObject({ operation: `Operation${249_999 % 7}` });
});
