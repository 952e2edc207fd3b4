import { IssueCertificateCommand } from '@aws-sdk/client-acm-pca';
import { issuance } from '../../emulator/kit/authorities.ts';
import { type Bench, freshAccount, startBench } from '../../emulator/kit/emulator.ts';
import { forbid, managed, managedAcross } from '../../emulator/kit/renewals.ts';
import { errorsIn, schemaOf } from '../../builders/schemas.ts';
import { countedCalls } from '../kit/bulk.ts';
import { renewguard, towards } from '../kit/terminal.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

const schema = schemaOf('certificate-explanation.v1');
const day = (moment: Date): string => moment.toISOString().slice(0, 10);

test('it says of a blocked certificate what ACM would not say before day 45', async () => {
  const { account, pca, root, arn, acm, daysBefore } = await managed(bench);
  await forbid(pca, root);
  const { code, stdout, stderr } = await renewguard(['explain', arn], towards(bench, account));
  expect(stdout).toContain(
    '✗ the CA lets ACM renew: PermissionMissing: IssueCertificate, GetCertificate, ListPermissions',
  );
  expect(stdout).toContain('Verdict: not-renewable: PermissionMissing (RenewalBlocked, high)');
  expect(stdout).toContain(`First renewal attempt: ${day(daysBefore(60))}`);
  expect(stdout).toContain('RenewalEligibility ELIGIBLE, no renewal\n');
  expect(stdout).toContain(`its first event about a failing renewal: ${day(daysBefore(45))}`);
  expect(stdout).toContain(`aws acm-pca create-permission --certificate-authority-arn ${root} --region eu-west-1`);
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  acm.destroy();
});

test('it only reads', async () => {
  const { account, arn } = await managed(bench);
  await bench.admin('DELETE', '/calls');
  expect((await renewguard(['explain', arn], towards(bench, account))).code).toBe(0);
  expect(await countedCalls(bench)).toEqual({
    'sts:GetCallerIdentity': 1,
    'acm:DescribeCertificate': 1,
    'acm-pca:DescribeCertificateAuthority': 1,
    'acm-pca:ListPermissions': 1,
  });
});

test('the region is the ARN’s, and the JSON is what its schema says', async () => {
  const { account, arn } = await managed(bench);
  const { code, stdout } = await renewguard(['explain', arn, '--json'], {
    ...towards(bench, account),
    AWS_REGION: 'us-east-1',
  });
  const told = JSON.parse(stdout) as object;
  expect(errorsIn(schema, told)).toEqual([]);
  expect(told).toMatchObject({ verdict: 'renewable', certificate: { arn, region: 'eu-west-1' } });
  expect(code).toBe(0);
});

test('what a private CA issued directly is unmanaged, and described by its own certificate', async () => {
  const { account, pca, root } = await managed(bench);
  const { CertificateArn: arn = '' } = await pca.send(
    new IssueCertificateCommand({ ...issuance(root), Validity: { Type: 'DAYS', Value: 365 } }),
  );
  const { code, stdout } = await renewguard(['explain', arn], towards(bench, account));
  expect(stdout).toContain('Name     leaf.example.com');
  expect(stdout).toContain('✗ ACM manages the renewal: issued by the private CA directly');
  expect(stdout).toContain('Verdict: unmanaged');
  expect(code).toBe(0);
});

test('3: there is no such certificate', async () => {
  const account = freshAccount();
  const arn = `arn:aws:acm:eu-west-1:${account}:certificate/00000000-1111-2222-3333-444444444444`;
  expect(await renewguard(['explain', arn], towards(bench, account))).toEqual({
    code: 3,
    stdout: '',
    stderr: `renewguard: certificateArn: account ${account} has no certificate ${arn} in eu-west-1; check the ARN\n`,
  });
});

test('2: it is another account’s certificate', async () => {
  const { account, arn } = await managed(bench);
  const { code, stdout, stderr } = await renewguard(['explain', arn], towards(bench, freshAccount()));
  expect(stderr).toContain(`use a profile of account ${account}`);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

test('2: the CA is another account’s, whose policy nobody else can read', async () => {
  const { account, owner, arn } = await managedAcross(bench);
  const { code, stdout } = await renewguard(['explain', arn], towards(bench, account));
  expect(stdout).toContain(`? the CA lets ACM renew: acm-pca:GetPolicy in account ${owner} was denied`);
  expect(stdout).toContain('Verdict: undeterminable (RenewalUndeterminable, medium)');
  expect(stdout).toContain(`To know it: account ${owner} owns the certificate authority`);
  expect(code).toBe(2);
});

test('the clock decides: after the first attempt was due, silence is a finding', async () => {
  const { account, arn, pca, root, daysBefore } = await managed(bench);
  await bench.admin('POST', '/clock', { now: daysBefore(61).toISOString() });
  await forbid(pca, root);
  await bench.admin('POST', '/clock', { now: daysBefore(50).toISOString() });
  const { code, stdout } = await renewguard(['explain', arn], towards(bench, account));
  expect(stdout).toContain('RenewalEligibility ELIGIBLE, renewal PENDING_AUTO_RENEWAL, PCA_ACCESS_DENIED');
  expect(stdout).toContain('(RenewalStuck, high)');
  expect(code).toBe(1);
});
