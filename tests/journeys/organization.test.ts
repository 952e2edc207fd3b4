import { EventBridgeClient, PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  DeleteRoleCommand,
  GetRoleCommand,
  IAMClient,
  ListUsersCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { clientSettings, region } from '../../local/cloud/accounts.ts';
import { openAccount, organizationId } from '../../local/cloud/organization.ts';
import { type Deployment, idsOf } from '../../local/cloud/stack.ts';
import { revokeFromAcm } from '../../local/story/authority.ts';
import { requestPrivateCertificate } from '../../local/story/certificate.ts';
import { RAM_PERMISSIONS, shareWith, useCertificate } from '../../local/story/emulator-admin.ts';
import { deployedCloud } from './deployed-cloud.ts';
import { grantedAuthority, guardedAuthority, unheardAuthority } from './kit/authorities.ts';
import { importedCertificate, inspectedIn, issueDirectly, LOAD_BALANCER, putEvents } from './kit/certificates.ts';
import { concludedOf, endedAbout, executionsAbout, settled, verify } from './kit/executions.ts';
import { certificateFindingOf, findingsOf } from './kit/findings.ts';
import { type Guard, ofCertificates, pkiOf } from './kit/guard.ts';
import { ownAccounts } from './kit/own-accounts.ts';
import { guardInAccount, letIn } from './kit/own-guard.ts';
import { putRecords, recordOf } from './kit/records.ts';
import { acmCertificate, itemsIn, reissue, replacedBy } from './kit/reissue.ts';
import { heldOn, resolvedOf, statementsOn, tagAuto } from './kit/repairs.ts';
import { unshareFrom } from './kit/shares.ts';
import { recordOf as inventoryOf, summaryOf, sweep } from './kit/sweeps.ts';
import { until } from './kit/until.ts';

const HUB = ownAccounts.organization;
const GLOBAL_REGION = 'us-east-1';
/** No rule listens here. */
const SILENT_REGION = 'eu-west-3';
const SERVICE_LINKED_ROLE = 'AWSServiceRoleForCertificateManager';
const ACT_ROLE = 'RenewGuardActForOne';
const FORWARD_ROLE = `RenewGuardForwardTo${HUB}`;

/** Members that are named: the one lets RenewGuard act, the other read only. One that only a sweep finds, and one outside. */
const ACTING = '888811118888';
const READING = '888822228888';
const JOINED = '888833338888';
const STRANGER = '888844448888';

let guard: Guard;
/** The member template's stacks in RenewGuard's region, by account, and in the one where IAM tells its records. */
const stacks = new Map<string, Deployment>();
let global: Deployment;

beforeAll(async () => {
  const cloud = deployedCloud();
  for (const [account, name] of [
    [ACTING, 'acting'],
    [READING, 'reading'],
    [JOINED, 'joined'],
  ] as const)
    await openAccount(cloud, account, name, HUB);
  guard = await guardInAccount(
    HUB,
    { ACM: cloud.emulatorUrl, ACM_PCA: cloud.emulatorUrl },
    {
      SweepScope: 'organization',
      MemberAccounts: [ACTING, READING].join(','),
      MemberActRoleName: ACT_ROLE,
      OrganizationId: await organizationId(cloud, HUB),
    },
  );
  const parameters = { ActRoleName: ACT_ROLE, AcceptDrillEvents: 'true' };
  for (const account of [ACTING, READING, JOINED, STRANGER]) {
    const LetAct = String(account === ACTING);
    stacks.set(account, await letIn(guard, account, { parameters: { ...parameters, LetAct } }));
  }
  global = await letIn(guard, ACTING, { region: GLOBAL_REGION, parameters: { ...parameters, LetAct: 'true' } });
});

/** A member as RenewGuard is looked at: for what is put on its bus, and asked of its PKI. */
const inAccount = (account: string, place = region): Guard => ({
  ...guard,
  account,
  cloud: { ...clientSettings(deployedCloud().endpoint, account), region: place },
  pki: pkiOf(guard, account, place),
});

const certificateIn = (account: string): string =>
  `arn:aws:acm:${region}:${account}:certificate/${crypto.randomUUID()}`;

const available = (arn: string, detail: object = {}) => ({
  'detail-type': 'ACM Certificate Available',
  resources: [arn],
  detail: { Action: 'ISSUANCE', CertificateType: 'PRIVATE', ...detail },
});

describe('the member template', () => {
  const typesIn = ({ resources }: Deployment): readonly string[] => [...new Set(resources.map(({ type }) => type))];

  test.each([
    [ACTING, ['RenewGuardReadForOne', ACT_ROLE, FORWARD_ROLE]],
    [READING, ['RenewGuardReadForOne', FORWARD_ROLE]],
  ])('makes the roles of %s within its boundary, and rules that forward', async (account, roles) => {
    const stack = stacks.get(account)!;
    expect([...idsOf(stack, 'AWS::IAM::Role')].sort()).toEqual(roles.toSorted());
    const [boundary] = idsOf(stack, 'AWS::IAM::ManagedPolicy');
    for (const RoleName of roles) {
      const { Role } = await new IAMClient(inAccount(account).cloud).send(new GetRoleCommand({ RoleName }));
      expect(Role?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(boundary);
    }
    expect(idsOf(stack, 'AWS::Events::Rule')).toHaveLength(7);
  });

  test('makes nothing of IAM in another region, and forwards IAM’s records from there', () => {
    expect(typesIn(global)).toEqual(['AWS::Events::Rule']);
    expect(idsOf(global, 'AWS::Events::Rule')).toHaveLength(8);
    expect(global.outputs).toEqual({});
  });

  test('keeps the act role within the boundary, whatever else is attached to it', async () => {
    const { cloud } = inAccount(ACTING);
    const iam = new IAMClient(cloud);
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: ACT_ROLE }));
    const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
    const itself = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACTING}:root` }, Action: 'sts:AssumeRole' };
    const trusting = (Statement: readonly object[]): UpdateAssumeRolePolicyCommand =>
      new UpdateAssumeRolePolicyCommand({
        RoleName: ACT_ROLE,
        PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
      });
    const attach = { RoleName: ACT_ROLE, PolicyName: 'More', PolicyDocument: JSON.stringify(everything) };
    await iam.send(new PutRolePolicyCommand(attach));
    const trusted = JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')) as { Statement: object[] };
    await iam.send(trusting([...trusted.Statement, itself]));
    const assume = new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'journey' });
    const { Credentials } = await new STSClient(cloud).send(assume);
    await iam.send(trusting(trusted.Statement));
    const session = new IAMClient({
      ...cloud,
      credentials: {
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken ?? '',
      },
    });
    await expect(session.send(new ListUsersCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' });
    // GetRole is within the boundary, and only that policy allows it.
    expect((await session.send(new GetRoleCommand({ RoleName: ACT_ROLE }))).Role?.RoleName).toBe(ACT_ROLE);
  });
});

test('an event of a member is acted on here: what it tells of is read there, and found', async () => {
  const { pki } = inAccount(READING);
  const authority = await grantedAuthority(pki);
  const { arn } = await issueDirectly(pki, authority, 20);
  const [execution] = await endedAbout(ofCertificates(guard), arn, 1);
  expect(inspectedIn(execution!).map(({ certificateArn }) => certificateArn)).toContain(arn);
  expect(await certificateFindingOf(guard, arn)).toBe('UnmanagedExpiring OPEN v1');
});

test('the removal of ACM’s role in a member is heard of from the region where IAM tells it', async () => {
  const arn = await guardedAuthority(guard);
  await shareWith(guard.emulatorUrl, arn, ACTING, RAM_PERMISSIONS.endEntity);
  await requestPrivateCertificate(pkiOf(guard, ACTING), arn, 'shared.member.example.com', 'EC_prime256v1');
  await settled(guard, arn);
  const called = {
    eventSource: 'iam.amazonaws.com',
    eventName: 'DeleteServiceLinkedRole',
    requestParameters: { roleName: SERVICE_LINKED_ROLE },
  };
  await new IAMClient(inAccount(ACTING).cloud).send(new DeleteRoleCommand({ RoleName: SERVICE_LINKED_ROLE }));
  for (const place of [region, GLOBAL_REGION]) {
    const member = inAccount(ACTING, place);
    await putRecords(member, [recordOf(member, called)]);
  }
  const about = async () =>
    (await executionsAbout(guard, called.eventName)).filter(({ input }) => input.includes(`"${ACTING}"`));
  const [execution, ...more] = await until('the record started an execution', async () => {
    const all = await about();
    return all.length > 0 && all.every(({ status }) => status !== 'RUNNING') ? all : undefined;
  });
  expect(more).toEqual([]);
  expect(concludedOf(execution!).map((each) => each.certificateAuthorityArn)).toContain(arn);
  // By that execution, or by one that was at the CA already, and verifies it once more.
  const findings = await until('the finding opened', async () => {
    const all = await findingsOf(guard, arn);
    return all.length > 0 ? all : undefined;
  });
  expect(findings).toEqual([`ServiceLinkedRoleMissing ${ACTING} OPEN v1`]);
});

describe('what ACM lacks on a CA that is tagged auto is repaired', () => {
  test('by the policy that ACM of a member needs, where none stands any more', async () => {
    const arn = await guardedAuthority(guard);
    await tagAuto(guard.pki, arn);
    await shareWith(guard.emulatorUrl, arn, READING, RAM_PERMISSIONS.endEntity);
    await requestPrivateCertificate(pkiOf(guard, READING), arn, 'repaired.member.example.com', 'EC_prime256v1');
    await settled(guard, arn);
    await unshareFrom(guard.emulatorUrl, arn, READING);
    expect(await resolvedOf(guard, arn)).toEqual([`PolicyMissing ${READING} RESOLVED v2`]);
    const forReading = expect.stringContaining(READING) as string;
    expect(await statementsOn(guard.pki, arn)).toEqual([forReading, forReading]);
    expect(await verify(guard, arn)).toMatchObject({ verdict: 'granted', findings: [] });
  });

  test('by the permission, with the rights of the member that owns the CA', async () => {
    const { pki } = inAccount(ACTING);
    const arn = await grantedAuthority(pki);
    await tagAuto(pki, arn);
    await revokeFromAcm(pki, arn);
    expect(await resolvedOf(guard, arn)).toEqual([`PermissionMissing ${ACTING} RESOLVED v2`]);
    expect(await heldOn(pki, arn)).toEqual(['GetCertificate', 'IssueCertificate', 'ListPermissions']);
  });

  test('by nobody in a member that lets RenewGuard read only: it is refused, with what to do', async () => {
    const { pki } = inAccount(READING);
    const arn = await grantedAuthority(pki);
    await tagAuto(pki, arn);
    await revokeFromAcm(pki, arn);
    const refused = await until('the repair is refused', async () => {
      const repairs = (await itemsIn(guard)).filter(({ pk, repair }) => pk === `AUTHORITY#${arn}` && repair);
      return repairs.map(({ repair }) => JSON.stringify(repair)).find((repair) => repair.includes('"refused"'));
    });
    expect(refused).toContain('LetAct');
    expect(await findingsOf(guard, arn)).toEqual([expect.stringContaining(`PermissionMissing ${READING} OPEN`)]);
  });
});

describe('RenewGuard’s bus takes', () => {
  /** Forwards whatever is put on the account's bus with a source: what a member's administrator can do. */
  async function forwardAll(account: string, source: string): Promise<void> {
    const events = new EventBridgeClient(inAccount(account).cloud);
    const Name = `forged-${source}`;
    await events.send(new PutRuleCommand({ Name, EventPattern: JSON.stringify({ source: [source] }) }));
    const RoleArn = `arn:aws:iam::${account}:role/${FORWARD_ROLE}`;
    const Arn = `arn:aws:events:${region}:${HUB}:event-bus/default`;
    await events.send(new PutTargetsCommand({ Rule: Name, Targets: [{ Id: 'hub', Arn, RoleArn }] }));
  }

  /** Puts an event that is admitted after those that should not be: they had their chance once it has arrived. */
  async function afterOthers(): Promise<void> {
    const last = certificateIn(ACTING);
    await putEvents(inAccount(ACTING), [available(last)]);
    await endedAbout(ofCertificates(guard), last, 1);
  }

  test('no fire drill of a member', async () => {
    const arn = certificateIn(ACTING);
    await putEvents(inAccount(ACTING), [available(arn, { drill: { id: 'drill-1' } })]);
    await afterOthers();
    expect(await executionsAbout(ofCertificates(guard), arn)).toEqual([]);
  });

  test('nothing that RenewGuard says itself, nor what is no service’s', async () => {
    const authority = `arn:aws:acm-pca:${region}:${HUB}:certificate-authority/${crypto.randomUUID()}`;
    const sources = ['renewguard', 'com.example'];
    for (const source of sources) await forwardAll(ACTING, source);
    const Entries = sources.map((Source) => ({
      Source,
      DetailType: 'RenewGuard Verification Requested',
      Detail: JSON.stringify({ certificateAuthorityArn: authority }),
    }));
    await new EventBridgeClient(inAccount(ACTING).cloud).send(new PutEventsCommand({ Entries }));
    await afterOthers();
    expect(await executionsAbout(guard, authority)).toEqual([]);
  });

  test.each([
    ['a member', ACTING],
    ['an account outside of the organisation', STRANGER],
  ])('nothing that %s puts there directly', async (_, account) => {
    const EventBusName = `arn:aws:events:${region}:${HUB}:event-bus/default`;
    const [Source, DetailType, Detail] = ['renewguard.drill', 'ACM Certificate Available', '{}'];
    const put = new PutEventsCommand({ Entries: [{ EventBusName, Source, DetailType, Detail }] });
    await expect(new EventBridgeClient(inAccount(account).cloud).send(put)).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  test('nothing of an account outside of the organisation, whatever roles and rules it has', async () => {
    const arn = certificateIn(STRANGER);
    await putEvents(inAccount(STRANGER), [available(arn)]);
    await afterOthers();
    expect(await executionsAbout(ofCertificates(guard), arn)).toEqual([]);
  });
});

test('a member that a sweep found by itself is read from then on: its CAs’ reports, and its part in other CAs', async () => {
  const { pki } = inAccount(JOINED);
  const { arn: direct } = await issueDirectly(pki, await grantedAuthority(pki), 200);
  // A CA that nobody was told of, and whose policy no longer names the member: only its certificates do.
  const taken = await unheardAuthority(guard, SILENT_REGION);
  await shareWith(guard.emulatorUrl, taken, JOINED, RAM_PERMISSIONS.endEntity);
  await requestPrivateCertificate(pkiOf(guard, JOINED, SILENT_REGION), taken, 'joined.example.com', 'EC_prime256v1');
  await unshareFrom(guard.emulatorUrl, taken, JOINED);
  const { coverage } = await summaryOf(guard, await sweep(guard));
  expect(coverage.open).toEqual([]);
  // Only the report of a CA tells of it.
  expect(await inventoryOf(guard, direct)).toMatchObject({ account: JOINED, source: 'acm-pca' });
  expect(await verify(guard, taken)).toMatchObject({
    verdict: 'missing',
    findings: [{ code: 'PolicyMissing', account: JOINED }],
    dependents: { count: 1 },
    unreadableAccounts: 0,
  });
});

describe('a certificate that ACM does not renew', () => {
  async function importedIn({ pki, emulatorUrl }: Guard): Promise<string> {
    const arn = await importedCertificate(pki, await grantedAuthority(pki), 20);
    await useCertificate(emulatorUrl, arn, [LOAD_BALANCER]);
    return arn;
  }

  test('is replaced in the member that lets RenewGuard act, once its event arrived', async () => {
    const member = inAccount(ACTING);
    const arn = await importedIn(member);
    const before = await acmCertificate(member, arn);
    await putEvents(member, [available(arn)]);
    const { strategy, replaces } = await replacedBy(guard, arn);
    const now = await acmCertificate(member, arn);
    expect(strategy).toBe('acm-import');
    expect(replaces.certificateArn).toBe(arn);
    expect(now.serialNumber).not.toBe(before.serialNumber);
    expect(now.subject).toBe(before.subject);
  });

  test('is refused in one that does not, with what to do', async () => {
    const member = inAccount(READING);
    const arn = await importedIn(member);
    const before = await acmCertificate(member, arn);
    const { status, error, cause } = await reissue(guard, { certificateArn: arn });
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'AccountNotActedOn' });
    expect(cause).toContain('LetAct=true');
    expect(cause).toContain('MemberActRoleName');
    expect((await acmCertificate(member, arn)).serialNumber).toBe(before.serialNumber);
  });
});
