import { planFor } from '../../cli/plan/plan.ts';
import { planExitCode, type PlanReport } from '../../cli/plan/report.ts';
import { parseCertificateArn } from '../../core/domain/arn.ts';
import { unknown } from '../../core/domain/fact.ts';
import type { ActingStrategy } from '../../core/domain/reissue/strategy.ts';
import { AUTHORITY_ARN, PKI } from '../builders/accounts.ts';
import { issuedForSomebody, LOAD_BALANCER, SECRET, stageOf, type Stage } from '../builders/reissue-stage.ts';
import { ReissueWorld } from '../fakes/reissue-world.ts';
import { plannedIn, portsIn } from './kit/planning.ts';

const planOf = ({ world, input: { certificateArn, strategy, deliver } }: Stage): Promise<PlanReport> =>
  plannedIn(world, certificateArn, { ...deliver, ...(strategy && { strategy: strategy as ActingStrategy }) });

const checksOf = ({ checks }: PlanReport) => checks.map(({ name, result }) => `${result}: ${name}`);

test('secret: what stays, the CA, template and lifetime, the place, the proof, the way back, and each check', async () => {
  const stage = await stageOf('secret');
  const plan = await planOf(stage);
  expect(plan).toMatchObject({
    action: 'reissue',
    strategy: 'secret',
    why: 'its route says so',
    certificateArn: stage.old.arn,
    certificate: {
      serial: stage.old.serial,
      subjectText: expect.stringContaining('CN=web.example.com') as string,
      names: [{ kind: 'dns', value: 'web.example.com' }],
      keyType: 'EC_prime256v1',
    },
    due: { isDue: true },
    delivery: {
      key: 'fresh',
      request: {
        authorityArn: AUTHORITY_ARN,
        templateArn: 'arn:aws:acm-pca:::template/EndEntityCertificate/V1',
        signingAlgorithm: expect.stringMatching(/^SHA256WITH/) as string,
      },
      place: `secret ${SECRET}`,
      proof: [`it is AWSCURRENT of ${SECRET}, with its key`],
      wayBack: `the version of ${SECRET} that is current now`,
      gate: { open: true },
      approval: false,
    },
  });
  expect(checksOf(plan)).toEqual([
    'passed: its route fits the certificate',
    'passed: RenewGuard acts in its account',
    'passed: the CA can issue it',
    'passed: it can be put where it is used',
  ]);
  const life = (from: string, to = ''): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
  expect(life(plan.at, plan.delivery?.request?.notAfter)).toBe(90);
  expect(planExitCode(plan)).toBe(0);
});

test.each<[ActingStrategy, object]>([
  ['acm-import', { key: 'fresh', wayBack: null, place: expect.stringMatching(/^ACM .*whose ARN stays$/) as string }],
  ['same-key', { key: 'device', wayBack: `the version of ${SECRET} that is current now` }],
  ['acm-managed', { key: 'acm', wayBack: expect.stringContaining('the old certificate') as string }],
  ['export', { key: 'acm', wayBack: `the version of ${SECRET} that is current now` }],
])('%s: everything passes, and what can be put back is told beforehand', async (strategy, delivery) => {
  const plan = await planOf(await stageOf(strategy));
  expect(plan).toMatchObject({ action: 'reissue', strategy, delivery });
  expect(plan.checks.every(({ result }) => result === 'passed')).toBe(true);
  expect('request' in (plan.delivery ?? {})).toBe(strategy === 'acm-import' || strategy === 'same-key');
});

test('acm-import is chosen by itself, and tells which services keep the ARN', async () => {
  const plan = await planOf(await stageOf('acm-import'));
  expect(plan.why).toContain('services use it');
  expect(plan.certificate?.usedBy).toEqual([LOAD_BALANCER]);
});

test('acm-managed shows first that the CA lets ACM renew', async () => {
  const plan = await planOf(await stageOf('acm-managed'));
  expect(checksOf(plan)).toContain('passed: the CA lets ACM renew');
});

test('planning changes nothing: neither ledger nor secret nor CA', async () => {
  const stage = await stageOf('secret');
  const { world } = stage;
  const [issued, secrets] = [world.issuer.issued.size, JSON.stringify([...world.vault.secrets.keys()])];
  await planOf(stage);
  expect(world.issuer.issued.size).toBe(issued);
  expect(JSON.stringify([...world.vault.secrets.keys()])).toBe(secrets);
  expect(await world.issuances.issuanceOf(stage.intent)).toBeUndefined();
});

describe('what stands in the way is found beforehand:', () => {
  test('a secret of another application', async () => {
    const stage = await stageOf('secret');
    stage.world.vault.putForeign('other/app', '{"password":"…"}');
    const plan = await plannedIn(stage.world, stage.old.arn, { secret: 'other/app' });
    expect(plan).toMatchObject({
      action: 'refused',
      refusal: { error: 'SecretNotOurs', next: expect.stringContaining('route set') as string },
    });
    expect(checksOf(plan).at(-1)).toBe('failed: it can be put where it is used');
    expect(planExitCode(plan)).toBe(1);
  });

  test('a CA that is disabled', async () => {
    const stage = await stageOf('secret');
    stage.world.issuer.authorities.get(AUTHORITY_ARN)!.status = 'DISABLED';
    const plan = await planOf(stage);
    expect(plan).toMatchObject({ action: 'refused', refusal: { error: 'AuthorityCannotIssue' } });
    expect(checksOf(plan)).toEqual([
      'passed: its route fits the certificate',
      'passed: RenewGuard acts in its account',
      'failed: the CA can issue it',
    ]);
  });

  test("the device's CSR is of another key", async () => {
    const stage = await stageOf('same-key');
    const other = await issuedForSomebody(stage.world, { name: 'device-7.example.com' });
    const plan = await plannedIn(stage.world, stage.old.arn, { strategy: 'same-key', csr: other.csr });
    expect(plan).toMatchObject({ action: 'refused', refusal: { error: 'CsrRefused' } });
    expect(plan.refusal?.message).toContain('public key');
    expect(checksOf(plan).at(-1)).toBe("failed: the device's CSR is the certificate's");
  });

  test('a strategy that does not fit', async () => {
    const stage = await stageOf('secret');
    const plan = await plannedIn(stage.world, stage.old.arn, { strategy: 'acm-import' });
    expect(plan).toMatchObject({ action: 'refused', refusal: { error: 'RouteUnusable' } });
    expect(checksOf(plan)).toEqual(['failed: its route fits the certificate']);
  });

  test('a tag that is none', async () => {
    const stage = await stageOf('acm-import');
    const { certificateArn } = stage.input;
    const held = stage.world.acm.held.get(certificateArn)!;
    stage.world.acm.held.set(certificateArn, { ...held, tags: { 'renewguard:strategie': 'secret' } });
    const plan = await planOf(stage);
    expect(plan).toMatchObject({ action: 'refused', refusal: { error: 'InvalidInput' } });
    expect(plan.refusal?.message).toContain('renewguard:strategie');
    expect(planExitCode(plan)).toBe(1);
  });
});

test('what nothing tells how to deliver is told to people, with the command that changes it', async () => {
  const world = new ReissueWorld();
  await world.issuer.add();
  const { arn } = await issuedForSomebody(world);
  const plan = await plannedIn(world, arn);
  expect(plan).toMatchObject({ action: 'notify', strategy: 'notify' });
  expect(plan.why).toContain(`npx renewguard route set ${arn} --strategy secret`);
  expect(planExitCode(plan)).toBe(1);
});

test('what ACM renews is left to it', async () => {
  const world = new ReissueWorld();
  await world.issuer.add();
  const { arn } = await world.acm.addPrivate(AUTHORITY_ARN, ['web.example.com']);
  const plan = await plannedIn(world, arn);
  expect(plan).toMatchObject({ action: 'leave', strategy: 'notify' });
  expect(planExitCode(plan)).toBe(0);
});

test('each member of the route names the source that decided it', async () => {
  const { world, old } = await stageOf('secret');
  await world.routes.setRoute(old.arn, { secret: 'set/for-it', approval: true });
  await world.routes.setRoute(AUTHORITY_ARN, { secret: 'never/counts', proofMinutes: 20, approval: false });
  world.reader.tags.set(AUTHORITY_ARN, { 'renewguard:proof-minutes': '30', 'renewguard:revoke-after-days': '7' });
  const { route, delivery } = await plannedIn(world, old.arn, { endpoint: 'web.example.com:443' });
  expect(route).toEqual([
    { member: 'secret', value: 'set/for-it', source: 'record' },
    { member: 'endpoint', value: 'web.example.com:443', source: 'execution' },
    { member: 'proofMinutes', value: 20, source: 'authority record' },
    { member: 'revokeAfterDays', value: 7, source: 'authority tags' },
    { member: 'approval', value: true, source: 'record' },
  ]);
  expect(delivery).toMatchObject({
    proof: ['it is AWSCURRENT of set/for-it, with its key', 'web.example.com:443 serves it within 20 minutes'],
    approval: true,
    revokeAfterDays: 7,
    wayBack: null,
  });
});

test('a change window holds the delivery until it opens', async () => {
  const { world, old } = await stageOf('secret');
  const windows = [{ cron: '0 2 * * sun', minutes: 120, timeZone: 'Europe/Berlin' }];
  const { delivery } = await plannedIn(world, old.arn, { secret: SECRET, windows });
  expect(delivery?.gate).toMatchObject({ open: false, why: expect.stringContaining('0 2 * * sun') as string });
});

test('a secret that could not be looked at leaves the way back open, and is neither passed nor failed', async () => {
  const { world, old } = await stageOf('secret');
  const why = {
    kind: 'access-denied',
    operation: 'secretsmanager:DescribeSecret',
    account: PKI,
    message: 'AccessDeniedException: no',
  } as const;
  const ports = { ...portsIn(world), secrets: { secretNamed: () => Promise.resolve(unknown(why)) } };
  const plan = await plannedIn(world, old.arn, { secret: SECRET }, ports);
  expect(plan.action).toBe('reissue');
  expect(plan.delivery).not.toHaveProperty('wayBack');
  expect(checksOf(plan).at(-1)).toBe('unknown: it can be put where it is used');
  expect(plan.unreadable).toMatchObject([
    { operation: why.operation, advice: expect.stringContaining('allow') as string },
  ]);
  expect(planExitCode(plan)).toBe(2);
});

test('an account that RenewGuard is not deployed in is not acted on', async () => {
  const { world, old } = await stageOf('secret');
  const other = { account: '999988887777', arn: 'arn:aws:iam::999988887777:user/erika' };
  const now = (await world.clock.now()).toISOString();
  const given = { secret: SECRET };
  const plan = await planFor(portsIn(world), parseCertificateArn(old.arn), given, { caller: other, now });
  expect(plan).toMatchObject({ action: 'refused', refusal: { error: 'AccountNotActedOn' } });
});
