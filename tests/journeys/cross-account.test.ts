import { CreateRoleCommand, DeleteRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { accounts, clientSettings } from '../../local/cloud/accounts.ts';
import type { AlertInbox } from '../../local/story/alert-inbox.ts';
import { requestPrivateCertificate } from '../../local/story/certificate.ts';
import { RAM_PERMISSIONS, shareWith } from '../../local/story/emulator-admin.ts';
import { guardedAuthority } from './kit/authorities.ts';
import { concludedOf, executionsAbout, run, settled, verify } from './kit/executions.ts';
import { findingsOf } from './kit/findings.ts';
import { type Guard, hubGuard, pkiOf } from './kit/guard.ts';
import { noticeOf, subjectsAbout, subscribe } from './kit/notices.ts';
import { type Called, forwarded, putRecords, recordOf } from './kit/records.ts';
import { unshareFrom } from './kit/shares.ts';
import { until } from './kit/until.ts';

const { pki: owner, payments, web } = accounts;
const ROLE = 'AWSServiceRoleForCertificateManager';
let guard: Guard;
let inbox: AlertInbox;

beforeAll(async () => {
  guard = hubGuard();
  inbox = await subscribe(guard);
});

/** A CA that another account's ACM uses as it should. */
async function sharedAuthority(account: string, domainName: string): Promise<string> {
  const arn = await guardedAuthority(guard);
  await shareWith(guard.emulatorUrl, arn, account, RAM_PERMISSIONS.endEntity);
  await requestPrivateCertificate(pkiOf(guard, account), arn, domainName, 'EC_prime256v1');
  await settled(guard, arn);
  expect(await verify(guard, arn)).toMatchObject({ verdict: 'granted', findings: [], dependents: { count: 1 } });
  return arn;
}

const iamCall = (eventName: string, requestParameters: Called['requestParameters']): Called => ({
  eventSource: 'iam.amazonaws.com',
  eventName,
  requestParameters,
});

const roleRemoved = iamCall('DeleteServiceLinkedRole', { roleName: ROLE });
const roleCreated = iamCall('CreateServiceLinkedRole', { aWSServiceName: 'acm.amazonaws.com' });

/** The role as ACM makes it; MiniStack's CreateServiceLinkedRole gives it another name. */
const createRole = (iam: IAMClient): Promise<unknown> =>
  iam.send(
    new CreateRoleCommand({
      RoleName: ROLE,
      Path: '/aws-service-role/acm.amazonaws.com/',
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'acm.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      }),
    }),
  );

test('the removal of ACM’s role in a member account is told for that account, with the command only it can run', async () => {
  const arn = await sharedAuthority(payments, 'www.payments.example.com');
  const iam = new IAMClient(clientSettings(guard.cloud.endpoint, payments));
  await iam.send(new DeleteRoleCommand({ RoleName: ROLE }));
  // As the rule hands it over when the member's bus forwarded it; that it does, organization.test.ts shows.
  const execution = await run(guard, forwarded(payments, roleRemoved));

  expect(concludedOf(execution).find((each) => each.certificateAuthorityArn === arn)).toMatchObject({
    verdict: 'missing',
    findings: [{ code: 'ServiceLinkedRoleMissing', account: payments }],
    remedy: ['aws iam create-service-linked-role --aws-service-name acm.amazonaws.com'],
  });
  const alert = await noticeOf(inbox, arn, 'ServiceLinkedRoleMissing', 1);
  expect(alert.text).toContain(`Run in account ${payments}:`);
  expect(alert.text).toContain('www.payments.example.com');
  expect(await findingsOf(guard, arn)).toEqual([`ServiceLinkedRoleMissing ${payments} OPEN v1`]);

  await createRole(iam);
  await run(guard, forwarded(payments, roleCreated));
  expect(await findingsOf(guard, arn)).toEqual([`ServiceLinkedRoleMissing ${payments} RESOLVED v2`]);
  expect(await subjectsAbout(inbox, arn)).toEqual([
    'HIGH ServiceLinkedRoleMissing',
    'RESOLVED ServiceLinkedRoleMissing',
  ]);
});

test.each([
  ['removed', roleRemoved, { roleName: ROLE, aWSServiceName: '' }],
  ['created', roleCreated, { roleName: '', aWSServiceName: 'acm.amazonaws.com' }],
])(
  'of the record that the role was %s the rule passes the account and the role',
  async (_, call, requestParameters) => {
    await putRecords(guard, [recordOf(guard, call)]);
    const { input, output } = await until('the rule started an execution', async () =>
      (await executionsAbout(guard, call.eventName)).find(
        (execution) => execution.status === 'SUCCEEDED' && execution.input.includes(`"${owner}"`),
      ),
    );
    const drill = { id: '' };
    const detail = { drill, eventName: call.eventName, eventSource: 'iam.amazonaws.com', requestParameters };
    expect(JSON.parse(input)).toEqual({ account: owner, detail });
    expect(JSON.parse(output)).toEqual({ authorities: [], skipped: 'the account shares no certificate authority' });
  },
);

test('a share that ends is told for its account with the policy it needs, and resolved once it is shared again', async () => {
  const arn = await sharedAuthority(web, 'www.web.example.com');
  await unshareFrom(guard.emulatorUrl, arn, web);
  const alert = await noticeOf(inbox, arn, 'PolicyMissing', 1);
  expect(alert.subject).toContain('HIGH');
  expect(alert.text).toContain(`does not let ACM in account ${web} renew`);
  expect(alert.text).toContain(`aws acm-pca put-policy --resource-arn ${arn}`);
  expect(alert.text).toContain('www.web.example.com');

  await shareWith(guard.emulatorUrl, arn, web, RAM_PERMISSIONS.endEntity);
  await noticeOf(inbox, arn, 'PolicyMissing', 2);
  expect(await subjectsAbout(inbox, arn)).toEqual(['HIGH PolicyMissing', 'RESOLVED PolicyMissing']);
});

test('a share for another template is told for its account only', async () => {
  const arn = await sharedAuthority(web, 'other.web.example.com');
  await shareWith(guard.emulatorUrl, arn, payments, RAM_PERMISSIONS.endEntity);
  await requestPrivateCertificate(pkiOf(guard, payments), arn, 'other.payments.example.com', 'EC_prime256v1');
  await shareWith(guard.emulatorUrl, arn, web, RAM_PERMISSIONS.otherTemplate);
  const alert = await noticeOf(inbox, arn, 'PolicyMissing', 1);
  expect(alert.text).toContain('acm-pca:IssueCertificate with EndEntityCertificate/V1 missing');
  expect(alert.text).toContain('other.web.example.com');
  expect(alert.text).not.toContain('other.payments.example.com');
  expect(await findingsOf(guard, arn)).toEqual([`PolicyMissing ${web} OPEN v1`]);
});
