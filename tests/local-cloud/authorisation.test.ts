import { ListCertificatesCommand } from '@aws-sdk/client-acm';
import { GetPolicyCommand, IssueCertificateCommand, ListPermissionsCommand } from '@aws-sdk/client-acm-pca';
import {
  CreatePolicyCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { clientSettings, hub, region } from '../../local/cloud/accounts.ts';
import type { LeashedProcess } from '../../local/cloud/leashed-process.ts';
import { startMiniStack } from '../../local/cloud/ministack.ts';
import { choosePort } from '../../local/cloud/ports.ts';
import { createRunFolder, type RunFolder } from '../../local/cloud/run-folder.ts';
import { activeRoot, issuance } from '../emulator/kit/authorities.ts';
import { type Bench, startBench } from '../emulator/kit/emulator.ts';
import { requested } from '../emulator/kit/certificates.ts';

/** A MiniStack and an emulator whose callers its IAM judges. */
interface Judged {
  readonly endpoint: string;
  readonly ministack: LeashedProcess;
  readonly bench: Bench;
}

let folder: RunFolder;
/** One that believes whoever asks, as MiniStack does unless told otherwise, and one that verifies signatures. */
let believing: Judged;
let verifying: Judged;

async function start(auth: boolean): Promise<Judged> {
  const port = await choosePort(0, () => undefined);
  const ministack = await startMiniStack({ port, region, waitScale: 1, auth }, folder);
  const endpoint = `http://127.0.0.1:${port}`;
  return { endpoint, ministack, bench: await startBench({ cloudEndpoint: endpoint, iamEndpoint: endpoint }) };
}

beforeAll(async () => {
  folder = createRunFolder(new Date());
  believing = await start(false);
  verifying = await start(true);
});

afterAll(async () => {
  for (const { bench, ministack } of [believing, verifying]) {
    await bench.stop();
    await ministack.stop();
  }
  folder.dropData();
});

let roles = 0;
const document = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const allow = (Action: string | string[], Resource = '*') => ({ Effect: 'Allow', Action, Resource });

/** A role with a policy, and a session of it. */
async function session({ endpoint, bench }: Judged, policy: string, sessionPolicy?: string) {
  const settings = clientSettings(endpoint, hub);
  const iam = new IAMClient(settings);
  const RoleName = `guard-${++roles}`;
  const trust = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${hub}:root` }, Action: 'sts:AssumeRole' };
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document(trust) }));
  const put = (PolicyDocument: string) =>
    iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument }));
  await put(policy);
  const { Credentials, AssumedRoleUser } = await new STSClient(settings).send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${hub}:role/${RoleName}`,
      RoleSessionName: 'test',
      ...(sessionPolicy === undefined ? {} : { Policy: sessionPolicy }),
    }),
  );
  const key = Credentials?.AccessKeyId ?? '';
  return { iam, RoleName, put, key, user: AssumedRoleUser, pca: bench.pca(key, region), acm: bench.acm(key, region) };
}

const rootOf = ({ bench }: Judged) => activeRoot(bench.pca(hub, region));

test('a role may do what its policy says, on what it says, and a changed policy counts at once', async () => {
  const [root, other] = [await rootOf(believing), await rootOf(believing)];
  const { RoleName, put, pca } = await session(believing, document(allow('acm-pca:ListPermissions', root)));
  const list = (CertificateAuthorityArn: string) => pca.send(new ListPermissionsCommand({ CertificateAuthorityArn }));
  await expect(list(root)).resolves.toMatchObject({ Permissions: [] });
  await expect(list(other)).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: `User: arn:aws:sts::${hub}:assumed-role/${RoleName}/test is not authorized to perform: acm-pca:ListPermissions on resource: ${other} because no identity-based policy allows the acm-pca:ListPermissions action`,
  });
  await put(document(allow('acm-pca:*'), { Effect: 'Deny', Action: 'acm-pca:ListPermissions', Resource: root }));
  await expect(list(other)).resolves.toBeDefined();
  await expect(list(root)).rejects.toMatchObject({ message: expect.stringContaining('explicit deny') as string });
});

test('first issuance through ACM takes the role’s rights at the CA', async () => {
  const root = await rootOf(believing);
  const { acm, put } = await session(believing, document(allow('acm:*')));
  expect(await requested(acm, { CertificateAuthorityArn: root })).toMatchObject({ FailureReason: 'PCA_ACCESS_DENIED' });
  await put(document(allow(['acm:*', 'acm-pca:IssueCertificate', 'acm-pca:GetCertificate'])));
  const request = { CertificateAuthorityArn: root, DomainName: 'b.example.com' };
  expect(await requested(acm, request)).toMatchObject({ Status: 'ISSUED' });
});

test('the region of a call is known to conditions', async () => {
  const conditioned = {
    ...allow('acm:ListCertificates'),
    Condition: { StringEquals: { 'aws:RequestedRegion': region } },
  };
  const { acm, key } = await session(believing, document(conditioned));
  await expect(acm.send(new ListCertificatesCommand({}))).resolves.toBeDefined();
  const elsewhere = believing.bench.acm(key, 'us-east-1');
  await expect(elsewhere.send(new ListCertificatesCommand({}))).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
});

describe('what MiniStack does not judge, so that the README says so:', () => {
  test('a condition on the template is never met, though the emulator tells it', async () => {
    const root = await rootOf(believing);
    const template = 'arn:aws:acm-pca:::template/EndEntityCertificate/V1';
    const conditioned = {
      ...allow('acm-pca:IssueCertificate'),
      Condition: { StringEquals: { 'acm-pca:TemplateArn': template } },
    };
    const { pca } = await session(believing, document(conditioned));
    await expect(pca.send(new IssueCertificateCommand(issuance(root)))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  test('a session policy takes nothing away', async () => {
    const root = await rootOf(believing);
    const { pca } = await session(believing, document(allow('acm-pca:*')), document(allow('acm-pca:ListTags')));
    await expect(pca.send(new ListPermissionsCommand({ CertificateAuthorityArn: root }))).resolves.toBeDefined();
  });

  test('nor does a permissions boundary', async () => {
    const root = await rootOf(believing);
    const { iam, RoleName, pca } = await session(believing, document(allow('acm-pca:*')));
    const boundary = new CreatePolicyCommand({ PolicyName: 'narrow', PolicyDocument: document(allow('s3:*')) });
    const PermissionsBoundary = (await iam.send(boundary)).Policy?.Arn ?? '';
    await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary }));
    await expect(pca.send(new ListPermissionsCommand({ CertificateAuthorityArn: root }))).resolves.toBeDefined();
  });
});

describe('a MiniStack that verifies signatures', () => {
  test('tells nobody whose a session is: a call is neither allowed nor denied', async () => {
    const root = await rootOf(verifying);
    const { pca } = await session(verifying, document(allow('acm-pca:*')));
    await expect(pca.send(new ListPermissionsCommand({ CertificateAuthorityArn: root }))).rejects.toMatchObject({
      name: 'ServiceUnavailable',
      message: expect.stringContaining(`STS at ${verifying.endpoint}`) as string,
    });
  });

  test('judges a session that the admin API tells of', async () => {
    const root = await rootOf(verifying);
    const { key, user, pca } = await session(verifying, document(allow('acm-pca:ListPermissions', root)));
    const told = { accessKeyId: key, arn: user?.Arn, userId: user?.AssumedRoleId };
    expect(await verifying.bench.admin('POST', '/principals', told)).toMatchObject({ status: 200 });
    await expect(pca.send(new ListPermissionsCommand({ CertificateAuthorityArn: root }))).resolves.toBeDefined();
    await expect(pca.send(new GetPolicyCommand({ ResourceArn: root }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });
});
