import { ListCertificatesCommand } from '@aws-sdk/client-acm';
import {
  CreatePermissionCommand,
  IssueCertificateCommand,
  ListPermissionsCommand,
  ListTagsCommand,
} from '@aws-sdk/client-acm-pca';
import { activeRoot, ALL_ACTIONS, issuance, pendingAuthority } from './kit/authorities.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';

let bench: Bench;
beforeEach(async () => void (bench = await startBench()));
afterEach(() => bench.stop());

const fault = (more: object) =>
  bench.admin('POST', '/faults', {
    service: 'acm-pca',
    operation: 'ListPermissions',
    error: 'ThrottlingException',
    ...more,
  });

async function listing() {
  const account = freshAccount();
  const pca = bench.pca(account);
  const CertificateAuthorityArn = await pendingAuthority(pca);
  return {
    account,
    pca,
    CertificateAuthorityArn,
    list: () => pca.send(new ListPermissionsCommand({ CertificateAuthorityArn })),
  };
}

test('a fault with a count fails so many calls of its operation and no other', async () => {
  const { pca, CertificateAuthorityArn, list } = await listing();
  await fault({ count: 2 });
  await expect(list()).rejects.toMatchObject({ name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } });
  await expect(pca.send(new ListTagsCommand({ CertificateAuthorityArn }))).resolves.toBeDefined();
  await expect(list()).rejects.toMatchObject({ name: 'ThrottlingException' });
  await expect(list()).resolves.toBeDefined();
});

test('a fault without a count holds until it is removed, and is listed meanwhile', async () => {
  const { list } = await listing();
  await fault({ error: 'AccessDeniedException' });
  for (let attempt = 0; attempt < 3; attempt++)
    await expect(list()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  expect((await bench.admin('GET', '/faults')).body).toMatchObject({
    faults: [{ operation: 'ListPermissions', error: 'AccessDeniedException' }],
  });
  await bench.admin('DELETE', '/faults');
  await expect(list()).resolves.toBeDefined();
});

test('a fault can be for every operation of a service, and of one account or region', async () => {
  const { account, list } = await listing();
  await fault({ operation: '*', region: 'us-east-1' });
  await fault({ operation: '*', account: '999999999999' });
  await expect(list()).resolves.toBeDefined();
  await fault({ operation: '*', account, region: 'eu-west-1' });
  await expect(list()).rejects.toMatchObject({ name: 'ThrottlingException' });
  await expect(bench.acm(account).send(new ListCertificatesCommand({}))).resolves.toBeDefined();
});

test('a fault can answer with a server error', async () => {
  const { list } = await listing();
  await fault({ error: 'InternalFailure', status: 500, count: 1 });
  await expect(list()).rejects.toMatchObject({ name: 'InternalFailure', $metadata: { httpStatusCode: 500 } });
});

test('a fault after the work loses the answer only: the permission is there', async () => {
  const { pca, CertificateAuthorityArn, list } = await listing();
  await fault({ operation: 'CreatePermission', error: 'RequestTimeout', after: true, count: 1 });
  const create = new CreatePermissionCommand({
    CertificateAuthorityArn,
    Principal: 'acm.amazonaws.com',
    Actions: [...ALL_ACTIONS],
  });
  await expect(pca.send(create)).rejects.toMatchObject({ name: 'RequestTimeout' });
  expect((await list()).Permissions).toHaveLength(1);
  await expect(pca.send(create)).rejects.toMatchObject({ name: 'PermissionAlreadyExistsException' });
});

test('a lost answer of IssueCertificate is found again with the same token', async () => {
  const pca = bench.pca(freshAccount());
  const root = await activeRoot(pca);
  await fault({ operation: 'IssueCertificate', error: 'ServiceUnavailable', status: 503, after: true, count: 1 });
  const command = new IssueCertificateCommand(issuance(root, { IdempotencyToken: 'token' }));
  await expect(pca.send(command)).rejects.toMatchObject({ name: 'ServiceUnavailable' });
  const again = await pca.send(command);
  expect((await pca.send(command)).CertificateArn).toBe(again.CertificateArn);
});

test.each([
  ['a service that is not here', { service: 'sns' }, 'service'],
  ['an operation that is not here', { operation: 'Nothing' }, 'operation'],
  ['a count of nothing', { count: 0 }, 'count'],
  ['a status that is none', { status: 200 }, 'status'],
  ['a member nobody knows', { colour: 'red' }, 'colour'],
  ['no error', { error: undefined }, 'error'],
])('a fault with %s is refused, naming the field', async (_, more, field) => {
  expect(await fault(more)).toMatchObject({ status: 400, body: { field } });
});
