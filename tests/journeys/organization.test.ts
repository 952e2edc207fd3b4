import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { DeleteRoleCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { TableDirectory } from '../../core/aws/account-directory.ts';
import { accounts, clientSettings, members, region } from '../../local/cloud/accounts.ts';
import { deployMember } from '../../local/cloud/deploy.ts';
import { openAccount } from '../../local/cloud/organization.ts';
import { idsOf } from '../../local/cloud/stack.ts';
import { RAM_PERMISSIONS, shareWith } from '../../local/story/emulator-admin.ts';
import { requestPrivateCertificate } from '../../local/story/certificate.ts';
import { deployedCloud } from './deployed-cloud.ts';
import { grantedAuthority, guardedAuthority } from './kit/authorities.ts';
import { importedCertificate, inspectedIn, putEvents } from './kit/certificates.ts';
import { concludedOf, endedAbout, executionsAbout, settled } from './kit/executions.ts';
import { findingsOf } from './kit/findings.ts';
import { type Guard, hubGuard, ofCertificates, pkiOf } from './kit/guard.ts';
import { putRecords, recordOf } from './kit/records.ts';
import { acmCertificate, reissue, replacedBy, tableOf } from './kit/reissue.ts';
import { until } from './kit/until.ts';

const GLOBAL_REGION = 'us-east-1';
const ROLE = 'AWSServiceRoleForCertificateManager';
/** An account that joined the organisation and lets RenewGuard read, and one outside of it. */
const JOINED = '888833337777';
const STRANGER = '888844447777';
const { payments, web } = accounts;
let guard: Guard;

beforeAll(async () => {
  guard = hubGuard();
  const { hub } = deployedCloud();
  await openAccount(deployedCloud(), JOINED, 'joined');
  await deployMember(deployedCloud(), hub, JOINED, { letAct: false });
  await deployMember(deployedCloud(), hub, STRANGER);
  await deployMember(deployedCloud(), hub, payments, { region: GLOBAL_REGION });
  await new TableDirectory(tableOf(guard)).rememberMembers([{ id: JOINED, status: 'ACTIVE', tags: {} }]);
});

/** The account as the hub is looked at: for what is put on its bus, and asked of its PKI. */
const inAccount = (account: string, place = region): Guard => ({
  ...guard,
  account,
  cloud: { ...clientSettings(deployedCloud().endpoint, account), region: place },
  pki: pkiOf(guard, account, place),
});

const available = (arn: string, detail: object = {}) => ({
  'detail-type': 'ACM Certificate Available',
  resources: [arn],
  detail: { Action: 'ISSUANCE', CertificateType: 'PRIVATE', ...detail },
});

const certificateOf = (account: string, id: string): string => `arn:aws:acm:${region}:${account}:certificate/${id}`;

describe('the member template', () => {
  test.each(members)('gives %s its roles within the boundary, and rules that forward', async (account) => {
    const iam = new IAMClient(clientSettings(deployedCloud().endpoint, account));
    for (const RoleName of ['RenewGuardRead', 'RenewGuardAct', 'RenewGuardForward']) {
      const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
      expect(Role?.PermissionsBoundary?.PermissionsBoundaryArn).toContain(
        `${account}:policy/renewguard-member-Boundary`,
      );
    }
    const stack = deployedCloud().members[members.indexOf(account)]!;
    expect(idsOf(stack, 'AWS::Events::Rule')).toHaveLength(7);
  });

  test('makes no roles in another region, and forwards records of IAM from there', async () => {
    const stack = await deployMember(deployedCloud(), deployedCloud().hub, web, { region: GLOBAL_REGION });
    expect(new Set(stack.resources.map(({ type }) => type))).toEqual(new Set(['AWS::Events::Rule']));
    expect(idsOf(stack, 'AWS::Events::Rule')).toHaveLength(8);
    expect(stack.outputs).toEqual({});
  });
});

test('an event of a member starts an execution here, which reads the member', async () => {
  const authority = await grantedAuthority(pkiOf(guard, payments));
  const arn = await requestPrivateCertificate(
    pkiOf(guard, payments),
    authority,
    'www.member.example.com',
    'EC_prime256v1',
  );
  const [execution] = await endedAbout(ofCertificates(guard), arn, 1);
  expect(inspectedIn(execution!).find((each) => each.certificateArn === arn)).toMatchObject({
    verdict: 'not-renewable',
  });
});

test('the removal of ACM’s role in a member is heard of from the region where IAM tells it', async () => {
  const arn = await guardedAuthority(guard);
  await shareWith(guard.emulatorUrl, arn, payments, RAM_PERMISSIONS.endEntity);
  await requestPrivateCertificate(pkiOf(guard, payments), arn, 'shared.member.example.com', 'EC_prime256v1');
  await settled(guard, arn);
  const member = inAccount(payments, GLOBAL_REGION);
  await new IAMClient(member.cloud).send(new DeleteRoleCommand({ RoleName: ROLE }));
  const called = {
    eventSource: 'iam.amazonaws.com',
    eventName: 'DeleteServiceLinkedRole',
    requestParameters: { roleName: ROLE },
  };
  await putRecords(member, [recordOf(member, called)]);
  const execution = await until('the record started an execution', async () =>
    (await executionsAbout(guard, called.eventName)).find(
      ({ input, status }) => status === 'SUCCEEDED' && input.includes(`"${payments}"`),
    ),
  );
  expect(concludedOf(execution).map((each) => each.certificateAuthorityArn)).toContain(arn);
  expect(await findingsOf(guard, arn)).toEqual([`ServiceLinkedRoleMissing ${payments} OPEN v1`]);
});

describe('RenewGuard’s bus takes', () => {
  /** Forwards whatever is put on the account's bus with a source: what a member's administrator can do. */
  async function forwardAll(account: string, source: string): Promise<void> {
    const { cloud } = inAccount(account);
    const events = new EventBridgeClient(cloud);
    const Name = `forged-${source}`;
    await events.send(new PutRuleCommand({ Name, EventPattern: JSON.stringify({ source: [source] }) }));
    const RoleArn = `arn:aws:iam::${account}:role/RenewGuardForward`;
    const Arn = `arn:aws:events:${region}:${guard.account}:event-bus/default`;
    await events.send(new PutTargetsCommand({ Rule: Name, Targets: [{ Id: 'hub', Arn, RoleArn }] }));
  }

  /** Puts an event that is admitted after those that should not be: they had their chance once it has arrived. */
  async function afterAll(): Promise<void> {
    const last = certificateOf(payments, crypto.randomUUID());
    await putEvents(inAccount(payments), [available(last)]);
    await endedAbout(ofCertificates(guard), last, 1);
  }

  test('no fire drill of a member', async () => {
    const arn = certificateOf(payments, crypto.randomUUID());
    await putEvents(inAccount(payments), [available(arn, { drill: { id: 'drill-1' } })]);
    await afterAll();
    expect(await executionsAbout(ofCertificates(guard), arn)).toEqual([]);
  });

  test('nothing that RenewGuard says itself, nor what is no service’s', async () => {
    const authority = `arn:aws:acm-pca:${region}:${guard.account}:certificate-authority/${crypto.randomUUID()}`;
    for (const source of ['renewguard', 'com.example']) await forwardAll(payments, source);
    const { PutEventsCommand } = await import('@aws-sdk/client-eventbridge');
    const Entries = ['renewguard', 'com.example'].map((Source) => ({
      Source,
      DetailType: 'RenewGuard Verification Requested',
      Detail: JSON.stringify({ certificateAuthorityArn: authority }),
    }));
    await new EventBridgeClient(inAccount(payments).cloud).send(new PutEventsCommand({ Entries }));
    await afterAll();
    expect(await executionsAbout(guard, authority)).toEqual([]);
  });

  test('nothing of an account outside of the organisation, whatever roles and rules it has', async () => {
    const arn = certificateOf(STRANGER, crypto.randomUUID());
    await putEvents(inAccount(STRANGER), [available(arn)]);
    await afterAll();
    expect(await executionsAbout(ofCertificates(guard), arn)).toEqual([]);
  });
});

describe('a certificate that ACM does not renew', () => {
  test('is replaced in the member that lets RenewGuard act, once its event arrived', async () => {
    const member = inAccount(payments);
    const arn = await importedCertificate(member.pki, await grantedAuthority(member.pki), 20);
    const before = await acmCertificate(member, arn);
    const { strategy, replaces } = await replacedBy(guard, arn);
    const now = await acmCertificate(member, arn);
    expect(strategy).toBe('acm-import');
    expect(replaces.certificateArn).toBe(arn);
    expect(now.serialNumber).not.toBe(before.serialNumber);
    expect(now.subject).toBe(before.subject);
  });

  test('is refused in one that doesn’t, though it was found by itself, with what to do', async () => {
    const member = inAccount(JOINED);
    const arn = await importedCertificate(member.pki, await grantedAuthority(member.pki), 20);
    const before = await acmCertificate(member, arn);
    const { status, error, cause } = await reissue(guard, { certificateArn: arn });
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'AccountNotActedOn' });
    expect(cause).toContain('LetAct=true');
    expect((await acmCertificate(member, arn)).serialNumber).toBe(before.serialNumber);
  });
});
