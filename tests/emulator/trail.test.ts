import { ExportCertificateCommand, ImportCertificateCommand } from '@aws-sdk/client-acm';
import {
  CreatePermissionCommand,
  DeleteCertificateAuthorityCommand,
  DeletePermissionCommand,
  ListPermissionsCommand,
  PutPolicyCommand,
} from '@aws-sdk/client-acm-pca';
import { activeRoot, ALL_ACTIONS, issuance, issued, pendingAuthority } from './kit/authorities.ts';
import { importable, requested } from './kit/certificates.ts';
import { type FakeCloud, startCloud } from './kit/cloud.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { sharingPolicy } from './kit/policies.ts';
import { wire } from './kit/wire.ts';

let cloud: FakeCloud;
let bench: Bench;

beforeEach(async () => {
  cloud = await startCloud();
  bench = await startBench({ cloudEndpoint: cloud.url });
});
afterEach(async () => {
  await bench.stop();
  await cloud.stop();
});

/** Waits until nothing is pending, then gives the events of one name. */
async function eventsOf(name: string) {
  for (let attempt = 0; attempt < 400; attempt++) {
    if (((await bench.admin('GET', '/deliveries')).body as { pending: number }).pending === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return cloud.events.filter(({ record }) => record.eventName === name);
}

async function withAuthority() {
  const account = freshAccount();
  const pca = bench.pca(account);
  return { account, pca, CertificateAuthorityArn: await pendingAuthority(pca) };
}

const Principal = 'acm.amazonaws.com';

test('a mutating call is published to the bus of its account and region with the complete record', async () => {
  const { account, pca, CertificateAuthorityArn } = await withAuthority();
  await pca.send(new CreatePermissionCommand({ CertificateAuthorityArn, Principal, Actions: [...ALL_ACTIONS] }));
  await pca.send(new DeletePermissionCommand({ CertificateAuthorityArn, Principal }));
  const [event] = await eventsOf('DeletePermission');
  expect(event).toMatchObject({
    account,
    region: 'eu-west-1',
    source: 'renewguard.drill',
    detailType: 'AWS API Call via CloudTrail',
  });
  expect(event?.record).toEqual({
    eventVersion: '1.11',
    userIdentity: {
      type: 'Root',
      principalId: account,
      arn: `arn:aws:iam::${account}:root`,
      accountId: account,
      accessKeyId: account,
    },
    eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
    eventSource: 'acm-pca.amazonaws.com',
    eventName: 'DeletePermission',
    awsRegion: 'eu-west-1',
    sourceIPAddress: '127.0.0.1',
    userAgent: expect.stringContaining('aws-sdk-js') as string,
    requestParameters: { certificateAuthorityArn: CertificateAuthorityArn, principal: Principal },
    responseElements: null,
    requestID: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    eventID: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    eventCategory: 'Management',
    recipientAccountId: account,
  });
});

test('a failed call is a record too, with its error and without response', async () => {
  const { pca, CertificateAuthorityArn } = await withAuthority();
  await pca.send(new DeletePermissionCommand({ CertificateAuthorityArn, Principal })).catch(() => undefined);
  const [event] = await eventsOf('DeletePermission');
  expect(event?.record).toMatchObject({
    errorCode: 'ResourceNotFoundException',
    errorMessage: expect.stringContaining(Principal) as string,
    requestParameters: { certificateAuthorityArn: CertificateAuthorityArn },
    responseElements: null,
  });
});

test('reading leaves no record', async () => {
  const { pca, CertificateAuthorityArn } = await withAuthority();
  await pca.send(new ListPermissionsCommand({ CertificateAuthorityArn }));
  expect(await eventsOf('ListPermissions')).toEqual([]);
});

test('an injected error is recorded as one, a lost answer as the success it was', async () => {
  const { pca, CertificateAuthorityArn } = await withAuthority();
  const create = new CreatePermissionCommand({ CertificateAuthorityArn, Principal, Actions: [...ALL_ACTIONS] });
  const common = { service: 'acm-pca', operation: 'CreatePermission', error: 'ThrottlingException', count: 1 };
  await bench.admin('POST', '/faults', common);
  await pca.send(create).catch(() => undefined);
  await bench.admin('POST', '/faults', { ...common, after: true });
  await pca.send(create).catch(() => undefined);
  const events = await eventsOf('CreatePermission');
  expect(events.map(({ record }) => record.errorCode)).toEqual(['ThrottlingException', undefined]);
});

test('an issuance has its CSR as the buffer dump of the documented samples, and its certificate', async () => {
  const { pca } = await withAuthority();
  const root = await activeRoot(pca);
  const request = issuance(root);
  const leaf = await issued(pca, request);
  const event = (await eventsOf('IssueCertificate')).at(-1);
  expect(event?.record).toMatchObject({
    requestParameters: {
      certificateAuthorityArn: root,
      signingAlgorithm: 'SHA256WITHECDSA',
      validity: { type: 'DAYS', value: 30 },
      csr: { hb: [...(request.Csr ?? [])], offset: 0, bigEndian: true, limit: request.Csr?.length },
    },
    responseElements: { certificateArn: leaf.arn },
  });
});

test('a policy is recorded as the text it is', async () => {
  const { pca, CertificateAuthorityArn } = await withAuthority();
  const Policy = JSON.stringify(sharingPolicy(CertificateAuthorityArn, { AWS: '999999999999' }));
  await pca.send(new PutPolicyCommand({ ResourceArn: CertificateAuthorityArn, Policy }));
  const [event] = await eventsOf('PutPolicy');
  expect(event?.record.requestParameters).toEqual({ resourceArn: CertificateAuthorityArn, policy: Policy });
});

test('keys and passphrases are hidden', async () => {
  const { account, pca } = await withAuthority();
  const acm = bench.acm(account);
  const { CertificateArn = '' } = await requested(acm, { CertificateAuthorityArn: await activeRoot(pca) });
  const secret = importable();
  await acm.send(new ImportCertificateCommand({ ...secret }));
  const { PrivateKey = '' } = await acm.send(
    new ExportCertificateCommand({ CertificateArn, Passphrase: Buffer.from('correct horse') }),
  );
  const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';
  const [exported] = await eventsOf('ExportCertificate');
  expect(exported?.record).toMatchObject({
    requestParameters: { certificateArn: CertificateArn, passphrase: HIDDEN },
    responseElements: { privateKey: HIDDEN, certificate: expect.stringContaining('BEGIN CERTIFICATE') as string },
  });
  const [imports] = await eventsOf('ImportCertificate');
  expect(imports?.record.requestParameters).toMatchObject({ privateKey: HIDDEN });
  const everything = JSON.stringify(cloud.events);
  expect(everything).not.toContain(Buffer.from('correct horse').toString('base64'));
  expect(everything).not.toContain(secret.PrivateKey.toString('base64'));
  expect(everything).not.toContain(PrivateKey.split('\n')[2]);
});

test('what ACM issues from a CA is recorded with the caller as user, invoked by ACM', async () => {
  const { account, pca } = await withAuthority();
  const root = await activeRoot(pca);
  await requested(bench.acm(account), { CertificateAuthorityArn: root });
  const [own, managed] = await eventsOf('IssueCertificate');
  expect(own?.record.userIdentity.invokedBy).toBeUndefined();
  expect(managed?.record).toMatchObject({
    userIdentity: { accountId: account, invokedBy: Principal },
    sourceIPAddress: Principal,
    userAgent: Principal,
    requestParameters: { certificateAuthorityArn: root, validity: { type: 'DAYS', value: 395 } },
    responseElements: { certificateArn: expect.stringContaining(`${root}/certificate/`) as string },
  });
});

test("a call on another account's CA is recorded in both accounts under one shared id", async () => {
  const { account: owner, pca, CertificateAuthorityArn } = await withAuthority();
  const other = freshAccount();
  await bench
    .pca(other)
    .send(new DeletePermissionCommand({ CertificateAuthorityArn, Principal }))
    .catch(() => undefined);
  const events = await eventsOf('DeletePermission');
  expect(events.map(({ account, record }) => [account, record.recipientAccountId])).toEqual([
    [other, other],
    [owner, owner],
  ]);
  expect(events[0]?.record['sharedEventID']).toBe(events[1]?.record['sharedEventID']);
  expect(
    events.every(
      ({ record }) => record.userIdentity.accountId === other && record.errorCode === 'AccessDeniedException',
    ),
  ).toBe(true);
  await expect(pca.send(new ListPermissionsCommand({ CertificateAuthorityArn }))).resolves.toBeDefined();
});

test('records carry the time of the emulator', async () => {
  await bench.advance(400 * 86_400);
  const { pca, CertificateAuthorityArn } = await withAuthority();
  await pca.send(new DeleteCertificateAuthorityCommand({ CertificateAuthorityArn }));
  const [event] = await eventsOf('DeleteCertificateAuthority');
  const ahead = Date.now() + 400 * 86_400_000;
  expect(Math.abs(Date.parse(String(event?.record['eventTime'])) - ahead)).toBeLessThan(60_000);
  expect(Math.abs((event?.time ?? 0) * 1000 - ahead)).toBeLessThan(60_000);
});

test('RAM shares are recorded in the account of the owner and name no CA', async () => {
  const { account, CertificateAuthorityArn } = await withAuthority();
  const share = { certificateAuthorityArn: CertificateAuthorityArn, accountId: '999999999999' };
  await bench.admin('POST', '/ram/shares', share);
  await bench.admin('POST', '/ram/shares', { ...share, permissions: ['AWSRAMRevokeCertificateCertificateAuthority'] });
  await bench.admin('DELETE', '/ram/shares', share);
  await eventsOf('');
  const events = cloud.events.filter(({ record }) => record.eventSource === 'ram.amazonaws.com');
  expect(events.map(({ record }) => record.eventName)).toEqual([
    'AssociateResourceShare',
    'AssociateResourceSharePermission',
    'DisassociateResourceShare',
  ]);
  expect(events.every((event) => event.account === account)).toBe(true);
  expect(JSON.stringify(events)).not.toContain(CertificateAuthorityArn);
});

test('events arrive in order though the bus fails at times, and are counted', async () => {
  cloud.failures = 2;
  const { pca, CertificateAuthorityArn } = await withAuthority();
  const sources = Array.from({ length: 25 }, (_, index) => String(200_000_000_000 + index));
  for (const SourceAccount of sources) {
    await pca.send(
      new CreatePermissionCommand({ CertificateAuthorityArn, Principal, SourceAccount, Actions: ['GetCertificate'] }),
    );
  }
  const events = await cloud.arrived(26).then(() => eventsOf('CreatePermission'));
  expect(events.map(({ record }) => record.requestParameters?.['sourceAccount'])).toEqual(sources);
  expect((await bench.admin('GET', '/deliveries')).body).toMatchObject({ pending: 0, delivered: 27, failed: 0 });
});

test('a bus that stays away costs a call nothing, and the events are counted as failed', async () => {
  cloud.failures = 1000;
  const { pca, CertificateAuthorityArn } = await withAuthority();
  await pca.send(new CreatePermissionCommand({ CertificateAuthorityArn, Principal, Actions: ['GetCertificate'] }));
  expect((await bench.admin('GET', '/deliveries')).body).toMatchObject({ pending: 3, delivered: 0, failed: 0 });
  for (let attempt = 0; attempt < 100; attempt++) {
    const { failed } = (await bench.admin('GET', '/deliveries')).body as { failed: number };
    if (failed === 3) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the events were never given up');
});

test('the account of a temporary key is asked of STS once', async () => {
  const { account } = await withAuthority();
  const acm = bench.acm('ASIATEMPORARY');
  await expect(
    requested(acm, {
      CertificateAuthorityArn:
        'arn:aws:acm-pca:eu-west-1:444455556666:certificate-authority/11111111-2222-3333-4444-555555555555',
    }),
  ).resolves.toMatchObject({
    FailureReason: 'PCA_RESOURCE_NOT_FOUND',
    CertificateArn: expect.stringContaining(':444455556666:') as string,
  });
  const asked = cloud.queries.filter(({ form }) => form.get('Action') === 'GetAccessKeyInfo');
  expect(asked.map(({ form }) => form.get('AccessKeyId'))).toEqual(['ASIATEMPORARY']);
  expect(account).not.toBe('444455556666');
});

test('a key that STS does not know belongs to the default account', async () => {
  const { body } = await wire(
    bench.url,
    'acm',
    'DescribeCertificate',
    { CertificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555' },
    {
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIAOTHER/20260101/eu-west-1/acm/aws4_request, SignedHeaders=host, Signature=00',
    },
  );
  expect(body['__type']).toBe('ResourceNotFoundException');
  const calls = (await bench.admin('GET', '/calls')).body as { account: string; accessKeyId: string }[];
  expect(calls.at(-1)).toMatchObject({ account: '123456789012', accessKeyId: 'AKIAOTHER' });
});

test('a request to a CA creates the service-linked role of ACM in the account that asks', async () => {
  const { account, pca } = await withAuthority();
  const root = await activeRoot(pca);
  await requested(bench.acm(account), { CertificateAuthorityArn: root });
  const [role] = cloud.queries.filter(({ form }) => form.get('RoleName') === 'AWSServiceRoleForCertificateManager');
  expect(role?.account).toBe(account);
  expect(role?.form.get('Path')).toBe('/aws-service-role/acm.amazonaws.com/');
});

test('a cloud that cannot be reached stops nobody whose key is an account, and is named to the others', async () => {
  const lonely = await startBench({ cloudEndpoint: 'http://127.0.0.1:9' });
  try {
    const account = freshAccount();
    const root = await activeRoot(lonely.pca(account));
    expect(await requested(lonely.acm(account), { CertificateAuthorityArn: root })).toMatchObject({ Status: 'ISSUED' });
    const asked = lonely.pca('ASIAOTHER').send(new ListPermissionsCommand({ CertificateAuthorityArn: root }));
    await expect(asked).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
      message: expect.stringContaining('http://127.0.0.1:9') as string,
    });
  } finally {
    await lonely.stop();
  }
});
