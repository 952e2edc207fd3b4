import {
  type ACMPCAClient,
  type ActionType,
  CreatePermissionCommand,
  DeletePermissionCommand,
  ListPermissionsCommand,
} from '@aws-sdk/client-acm-pca';
import { ALL_ACTIONS, pendingAuthority } from './kit/authorities.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

const ACM = 'acm.amazonaws.com';

const grant = (pca: ACMPCAClient, arn: string, Actions: readonly ActionType[] = ALL_ACTIONS, SourceAccount?: string) =>
  pca.send(
    new CreatePermissionCommand({
      CertificateAuthorityArn: arn,
      Principal: ACM,
      Actions: [...Actions],
      ...(SourceAccount ? { SourceAccount } : {}),
    }),
  );

const list = async (pca: ACMPCAClient, arn: string, more: { MaxResults?: number; NextToken?: string } = {}) =>
  pca.send(new ListPermissionsCommand({ CertificateAuthorityArn: arn, ...more }));

async function authority() {
  const pca = bench.pca(freshAccount());
  return { pca, arn: await pendingAuthority(pca) };
}

test('a permission names principal, actions and time, and is listed', async () => {
  const { pca, arn } = await authority();
  expect((await list(pca, arn)).Permissions).toEqual([]);
  await grant(pca, arn);
  const { Permissions = [] } = await list(pca, arn);
  expect(Permissions).toEqual([
    { CertificateAuthorityArn: arn, CreatedAt: expect.any(Date) as Date, Principal: ACM, Actions: [...ALL_ACTIONS] },
  ]);
});

test('a second permission for the same principal is refused, also when it would widen the first', async () => {
  const { pca, arn } = await authority();
  await grant(pca, arn, ['IssueCertificate']);
  await expect(grant(pca, arn)).rejects.toMatchObject({ name: 'PermissionAlreadyExistsException' });
  expect((await list(pca, arn)).Permissions?.[0]?.Actions).toEqual(['IssueCertificate']);
});

test('permissions with another source account stand beside each other and are deleted each by itself', async () => {
  const { pca, arn } = await authority();
  await grant(pca, arn);
  await grant(pca, arn, ALL_ACTIONS, '999988887777');
  await pca.send(
    new DeletePermissionCommand({ CertificateAuthorityArn: arn, Principal: ACM, SourceAccount: '999988887777' }),
  );
  const { Permissions = [] } = await list(pca, arn);
  expect(Permissions.map(({ SourceAccount }) => SourceAccount)).toEqual([undefined]);
});

test('a permission that is not there cannot be deleted', async () => {
  const { pca, arn } = await authority();
  const command = new DeletePermissionCommand({ CertificateAuthorityArn: arn, Principal: ACM });
  await expect(pca.send(command)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('no other principal than ACM can be permitted', async () => {
  const { pca, arn } = await authority();
  const command = new CreatePermissionCommand({
    CertificateAuthorityArn: arn,
    Principal: 'ec2.amazonaws.com',
    Actions: ['GetCertificate'],
  });
  await expect(pca.send(command)).rejects.toMatchObject({ name: 'ValidationException' });
});

test('permissions come in pages, each once, also when one is deleted in between', async () => {
  const { pca, arn } = await authority();
  const sources = ['111111111111', '222222222222', '333333333333', '444444444444', '555555555555'];
  for (const source of sources) await grant(pca, arn, ALL_ACTIONS, source);
  const first = await list(pca, arn, { MaxResults: 2 });
  await pca.send(
    new DeletePermissionCommand({ CertificateAuthorityArn: arn, Principal: ACM, SourceAccount: '222222222222' }),
  );
  const second = await list(pca, arn, { MaxResults: 2, NextToken: first.NextToken ?? '' });
  const third = await list(pca, arn, { MaxResults: 2, NextToken: second.NextToken ?? '' });
  const seen = [first, second, third].flatMap(({ Permissions = [] }) =>
    Permissions.map(({ SourceAccount }) => SourceAccount),
  );
  expect(seen).toEqual(sources);
  expect(third.NextToken).toBeUndefined();
});

test("a token of another CA's listing is an InvalidNextTokenException", async () => {
  const { pca, arn } = await authority();
  const other = await pendingAuthority(pca);
  for (const source of ['111111111111', '222222222222']) await grant(pca, arn, ALL_ACTIONS, source);
  const { NextToken = '' } = await list(pca, arn, { MaxResults: 1 });
  await expect(list(pca, other, { NextToken })).rejects.toMatchObject({ name: 'InvalidNextTokenException' });
  await expect(list(pca, arn, { NextToken: 'made-up' })).rejects.toMatchObject({ name: 'InvalidNextTokenException' });
});
