import {
  CreateTrustAnchorCommand,
  type CreateTrustAnchorCommandInput,
  DeleteTrustAnchorCommand,
  DisableTrustAnchorCommand,
  EnableTrustAnchorCommand,
  GetTrustAnchorCommand,
  ListTrustAnchorsCommand,
  RolesAnywhereClient,
  UpdateTrustAnchorCommand,
} from '@aws-sdk/client-rolesanywhere';
import { UpdateCertificateAuthorityCommand } from '@aws-sdk/client-acm-pca';
import { activeRoot, pendingAuthority } from './kit/authorities.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { fileOf, foreignAuthority, openssl } from './kit/openssl.ts';
import { done, newAnchor, refusalOf, rest, subordinate, workload } from './kit/roles-anywhere.ts';

let bench: Bench;
const clients: RolesAnywhereClient[] = [];
beforeAll(async () => (bench = await startBench()));
afterAll(async () => {
  clients.forEach((client) => client.destroy());
  await bench.stop();
});

function clientOf(account: string, region = 'eu-west-1'): RolesAnywhereClient {
  const credentials = { accessKeyId: account, secretAccessKey: 'x' };
  const client = new RolesAnywhereClient({ endpoint: bench.url, region, credentials, maxAttempts: 1 });
  clients.push(client);
  return client;
}

const bundle = (x509CertificateData = foreignAuthority().pem): CreateTrustAnchorCommandInput => ({
  name: 'anchor',
  source: { sourceType: 'CERTIFICATE_BUNDLE', sourceData: { x509CertificateData } },
});
const ofAuthority = (acmPcaArn: string): CreateTrustAnchorCommandInput => ({
  name: 'anchor',
  source: { sourceType: 'AWS_ACM_PCA', sourceData: { acmPcaArn } },
});

const created = async (client: RolesAnywhereClient, input: CreateTrustAnchorCommandInput) =>
  (await client.send(new CreateTrustAnchorCommand(input))).trustAnchor ?? {};

test('an anchor is made disabled, shown, renamed, switched, and deleted with its last state as the answer', async () => {
  const account = freshAccount();
  const client = clientOf(account);
  const anchor = await created(client, { ...bundle(), tags: [{ key: 'team', value: 'pki' }] });
  expect(anchor).toMatchObject({ name: 'anchor', enabled: false, createdAt: expect.any(Date) as Date });
  expect(anchor.trustAnchorArn).toBe(`arn:aws:rolesanywhere:eu-west-1:${account}:trust-anchor/${anchor.trustAnchorId}`);
  const trustAnchorId = anchor.trustAnchorId ?? '';
  const shown = async () => (await client.send(new GetTrustAnchorCommand({ trustAnchorId }))).trustAnchor;
  expect(await shown()).toEqual(anchor);
  await client.send(new EnableTrustAnchorCommand({ trustAnchorId }));
  expect(await shown()).toMatchObject({ enabled: true });
  await client.send(new DisableTrustAnchorCommand({ trustAnchorId }));
  await client.send(new UpdateTrustAnchorCommand({ trustAnchorId, name: 'renamed' }));
  const last = await shown();
  expect(last).toMatchObject({ enabled: false, name: 'renamed' });
  expect(last?.updatedAt?.getTime()).toBeGreaterThanOrEqual(anchor.updatedAt?.getTime() ?? Infinity);
  expect((await client.send(new DeleteTrustAnchorCommand({ trustAnchorId }))).trustAnchor).toEqual(last);
  await expect(shown()).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    $metadata: { httpStatusCode: 404 },
  });
});

test('anchors are seen in their account and region alone', async () => {
  const account = freshAccount();
  const { trustAnchorId = '' } = await created(clientOf(account), bundle());
  for (const stranger of [clientOf(freshAccount()), clientOf(account, 'us-east-1')]) {
    await expect(stranger.send(new GetTrustAnchorCommand({ trustAnchorId }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    expect((await stranger.send(new ListTrustAnchorsCommand({}))).trustAnchors).toEqual([]);
  }
});

test('lists go page by page, and the fifty-first anchor is one too many', async () => {
  const client = clientOf(freshAccount());
  const pem = foreignAuthority().pem;
  const ids: unknown[] = [];
  for (let index = 0; index < 50; index++) ids.push((await created(client, bundle(pem))).trustAnchorId);
  await expect(created(client, bundle(pem))).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining('at most 50 trust anchors') as string,
  });
  const listed: unknown[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(new ListTrustAnchorsCommand({ pageSize: 20, ...(nextToken ? { nextToken } : {}) }));
    listed.push(...(page.trustAnchors ?? []).map(({ trustAnchorId }) => trustAnchorId));
    nextToken = page.nextToken;
  } while (nextToken);
  expect(listed).toEqual(ids);
  await expect(client.send(new ListTrustAnchorsCommand({ nextToken: 'other' }))).rejects.toMatchObject({
    name: 'ValidationException',
  });
});

describe('a source', () => {
  const selfSigned = (...extensions: string[]): string =>
    openssl(
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', fileOf('')],
      ...['-days', '30', '-subj', '/CN=x', ...extensions.flatMap((extension) => ['-addext', extension])],
    );

  test.each<[string, () => string, string]>([
    ['that is no PEM', () => 'x', 'is not a list of PEM certificates'],
    ['that is no CA’s', () => workload({ by: foreignAuthority() }).certificate, 'CA:TRUE'],
    [
      'without keyCertSign',
      () => selfSigned('basicConstraints=critical,CA:TRUE', 'keyUsage=critical,digitalSignature'),
      'keyCertSign',
    ],
    ['without key usage', () => selfSigned('basicConstraints=critical,CA:TRUE'), 'keyCertSign'],
    ['of more than 25 KB', () => Array<string>(50).fill(foreignAuthority().pem).join('\n'), 'larger than 25600 bytes'],
  ])('of certificates %s is refused', async (_, pem, message) => {
    await expect(created(clientOf(freshAccount()), bundle(pem()))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message) as string,
    });
  });

  test('of certificates signed with SHA-1, or that have expired, is refused', async () => {
    const later = await startBench({ now: new Date(Date.now() + 5000 * 86_400_000) });
    const refusals = [
      await refusalOf(later.url, freshAccount(), 'POST', '/trustanchors', bundle()),
      await refusalOf(bench.url, freshAccount(), 'POST', '/trustanchors', bundle(sha1Authority())),
    ];
    await later.stop();
    expect(refusals.map(({ message }) => message)).toEqual([
      'A CA certificate of the trust anchor is not valid now.',
      'A CA certificate of the trust anchor is not signed with SHA-256 or better.',
    ]);
  });

  const sha1Authority = (): string =>
    openssl(
      ...[
        'req',
        '-x509',
        '-sha1',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-keyout',
        fileOf(''),
        '-days',
        '30',
        '-subj',
        '/CN=x',
      ],
      ...['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign'],
    );

  test('of a subordinate’s certificate is taken', async () => {
    expect((await newAnchor(bench.url, freshAccount(), subordinate(foreignAuthority(), 'Sub').pem)).enabled).toBe(true);
  });

  test('of a CA needs it to exist, to be ACTIVE and to be readable', async () => {
    const account = freshAccount();
    const client = clientOf(account);
    const pca = bench.pca(account);
    const [active, pending, disabled] = [await activeRoot(pca), await pendingAuthority(pca), await activeRoot(pca)];
    await pca.send(new UpdateCertificateAuthorityCommand({ CertificateAuthorityArn: disabled, Status: 'DISABLED' }));
    expect((await created(client, ofAuthority(active))).source).toEqual(ofAuthority(active).source);
    const theirs = await activeRoot(bench.pca(freshAccount()));
    const outcomes = [];
    for (const arn of [pending, disabled, active.replace(/.{12}$/, '000000000000'), 'arn', theirs]) {
      outcomes.push(await created(client, ofAuthority(arn)).catch((error: Error) => `${error.name}: ${error.message}`));
    }
    expect(outcomes).toEqual([
      expect.stringMatching(/^ValidationException: .* PENDING_CERTIFICATE state/),
      expect.stringMatching(/^ValidationException: .* DISABLED state/),
      expect.stringMatching(/^ValidationException: Could not find certificate authority/),
      expect.stringMatching(/^ValidationException: Invalid ARN/),
      expect.stringMatching(/^AccessDeniedException: /),
    ]);
  });

  test.each<[string, object, string]>([
    [
      'of type SELF_SIGNED_REPOSITORY',
      { sourceType: 'SELF_SIGNED_REPOSITORY', sourceData: {} },
      'does not support source.sourceType SELF_SIGNED_REPOSITORY',
    ],
    [
      'with both kinds of data',
      { sourceType: 'AWS_ACM_PCA', sourceData: { acmPcaArn: 'a', x509CertificateData: 'b' } },
      'exactly one of',
    ],
    ['with none', { sourceType: 'AWS_ACM_PCA', sourceData: {} }, 'exactly one of'],
    [
      'with the other kind of data',
      { sourceType: 'AWS_ACM_PCA', sourceData: { x509CertificateData: 'b' } },
      'has sourceData.acmPcaArn',
    ],
    ['without data', { sourceType: 'AWS_ACM_PCA' }, 'must not be null'],
  ])('%s is refused', async (_, source, message) => {
    expect(await refusalOf(bench.url, freshAccount(), 'POST', '/trustanchors', { name: 'x', source })).toEqual({
      status: 400,
      code: 'ValidationException',
      message: expect.stringContaining(message) as string,
    });
  });

  test('stays of its type, and of its CA; a bundle may become another', async () => {
    const account = freshAccount();
    const pca = bench.pca(account);
    const [first, second] = [await activeRoot(pca), await activeRoot(pca)];
    const ofCa = await done<{ trustAnchorId: string }>(bench.url, account, 'POST', '/trustanchors', ofAuthority(first));
    const ofBundle = await newAnchor(bench.url, account, foreignAuthority().pem);
    const update = ({ trustAnchorId }: { trustAnchorId: string }, { source }: CreateTrustAnchorCommandInput) =>
      rest(bench.url, account, 'PATCH', `/trustanchor/${trustAnchorId}`, { source });
    const answers = [
      await update(ofCa, ofAuthority(second)),
      await update(ofCa, bundle()),
      await update(ofBundle, ofAuthority(first)),
      await update(ofCa, ofAuthority(first)),
      await update(ofBundle, bundle()),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 200, 200]);
  });
});

describe('notification settings', () => {
  const account = freshAccount();
  const DEFAULTS = ['CA_CERTIFICATE_EXPIRY', 'END_ENTITY_CERTIFICATE_EXPIRY'].map((event) => ({
    ...{ event, enabled: true, threshold: 45, channel: 'ALL', configuredBy: 'rolesanywhere.amazonaws.com' },
  }));
  const put = (trustAnchorId: string, notificationSettings: object[]) =>
    rest(bench.url, account, 'PATCH', '/put-notifications-settings', { trustAnchorId, notificationSettings });

  test('are the service’s until the account sets them, and again when they are reset', async () => {
    const { trustAnchorId, notificationSettings } = await newAnchor(bench.url, account, foreignAuthority().pem);
    expect(notificationSettings).toEqual(DEFAULTS);
    const own = { event: 'CA_CERTIFICATE_EXPIRY', enabled: true, threshold: 360 };
    const answer = (await put(trustAnchorId, [own])).body['trustAnchor'] as { notificationSettings: unknown };
    expect(answer.notificationSettings).toEqual([{ ...own, channel: 'ALL', configuredBy: account }, DEFAULTS[1]]);
    const reset = { trustAnchorId, notificationSettingKeys: [{ event: 'CA_CERTIFICATE_EXPIRY', channel: 'ALL' }] };
    expect(await done(bench.url, account, 'PATCH', '/reset-notifications-settings', reset)).toMatchObject({
      notificationSettings: DEFAULTS,
    });
  });

  test.each<[string, object[], string]>([
    [
      'a threshold of 361 days',
      [{ event: 'CA_CERTIFICATE_EXPIRY', enabled: true, threshold: 361 }],
      'less than or equal to 360',
    ],
    ['no threshold although it is on', [{ event: 'CA_CERTIFICATE_EXPIRY', enabled: true }], 'needs a threshold'],
    ['an event twice', Array<object>(2).fill({ event: 'CA_CERTIFICATE_EXPIRY', enabled: false }), 'given twice'],
    ['an unknown event', [{ event: 'X', enabled: false }], 'enum value set'],
    ['an unknown channel', [{ event: 'CA_CERTIFICATE_EXPIRY', enabled: false, channel: 'MAIL' }], 'enum value set'],
  ])('with %s are refused', async (_, settings, message) => {
    const { trustAnchorId } = await newAnchor(bench.url, account, foreignAuthority().pem);
    const answer = await put(trustAnchorId, settings);
    expect([answer.status, answer.body['message']]).toEqual([400, expect.stringContaining(message)]);
  });
});
