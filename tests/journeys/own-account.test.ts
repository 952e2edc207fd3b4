import { accounts } from '../../local/cloud/accounts.ts';
import type { AlertInbox } from '../../local/story/alert-inbox.ts';
import { revokeFromAcm } from '../../local/story/authority.ts';
import { requestPrivateCertificate } from '../../local/story/certificate.ts';
import { RAM_PERMISSIONS, recordsDelivered, shareWith, useCertificate } from '../../local/story/emulator-admin.ts';
import { allEnded } from '../../local/story/execution.ts';
import { deployedCloud } from './deployed-cloud.ts';
import { grantedAuthority, guardedAuthority, unheardAuthority } from './kit/authorities.ts';
import { importedCertificate, LOAD_BALANCER } from './kit/certificates.ts';
import { run, verify } from './kit/executions.ts';
import { findingsOf, noticesWaiting } from './kit/findings.ts';
import { Gatekeeper, queryError } from './kit/gatekeeper.ts';
import { type Guard, pkiOf } from './kit/guard.ts';
import { noticeOf, subjectsAbout, subscribe } from './kit/notices.ts';
import { forwarded } from './kit/records.ts';
import { reissue } from './kit/reissue.ts';
import { ownAccounts } from './kit/own-accounts.ts';
import { guardInAccount, letIn, trustAs } from './kit/own-guard.ts';

const ACCOUNT = ownAccounts.ownAccount;
const REGION = 'eu-west-1';
const { payments, web } = accounts;
let guard: Guard;
let inbox: AlertInbox;
let sns: Gatekeeper;
let acm: Gatekeeper;
let pca: Gatekeeper;

beforeAll(async () => {
  const { endpoint, emulatorUrl } = deployedCloud();
  sns = await Gatekeeper.before(endpoint);
  acm = await Gatekeeper.before(emulatorUrl);
  pca = await Gatekeeper.before(emulatorUrl);
  guard = await guardInAccount(ACCOUNT, { SNS: sns.url, ACM: acm.url, ACM_PCA: pca.url });
  inbox = await subscribe(guard);
});

afterEach(() => {
  sns.letThrough();
  acm.letThrough();
  pca.letThrough();
});

afterAll(() => Promise.all([sns.leave(), acm.leave(), pca.leave()]));

const certificateFor = (account: string, arn: string, domainName: string): Promise<string> =>
  requestPrivateCertificate(pkiOf(guard, account, REGION), arn, domainName, 'EC_prime256v1');

test('an account whose role refuses is told as undeterminable, while the others are judged', async () => {
  const arn = await unheardAuthority(guard, REGION);
  for (const account of [payments, web]) {
    await shareWith(guard.emulatorUrl, arn, account, RAM_PERMISSIONS.endEntity);
    await certificateFor(account, arn, 'shared.example.com');
  }
  await shareWith(guard.emulatorUrl, arn, payments, RAM_PERMISSIONS.otherTemplate);
  await letIn(guard, payments);
  await letIn(guard, web, { parameters: { ExternalId: 'another-external-id' } });

  const refused = await verify(guard, arn);
  expect(refused).toMatchObject({ verdict: 'missing', dependents: { count: 1 } });
  expect(refused.findings.map(({ code, account }) => [code, account])).toEqual([
    ['PolicyMissing', payments],
    ['AuthorityUndeterminable', web],
  ]);
  expect(refused).toMatchObject({ unreadableAccounts: 1 });
  const notice = await noticeOf(inbox, arn, 'AuthorityUndeterminable', 1);
  expect(notice.text).toContain(`sts:AssumeRole in account ${web} was denied`);

  await trustAs(web, payments);
  const trusted = await verify(guard, arn);
  expect(trusted).toMatchObject({ dependents: { count: 2 }, unreadableAccounts: 0 });
  expect(trusted.findings.map(({ code, account }) => [code, account])).toEqual([['PolicyMissing', payments]]);
  expect([...(await subjectsAbout(inbox, arn))].sort()).toEqual([
    'HIGH PolicyMissing',
    'MEDIUM AuthorityUndeterminable',
    'RESOLVED AuthorityUndeterminable',
  ]);
});

test('a member’s certificate is not replaced where no role to act is named, and the refusal says which parameter to set', async () => {
  const theirs = pkiOf(guard, payments, REGION);
  const certificateArn = await importedCertificate(theirs, await grantedAuthority(theirs), 20);
  await useCertificate(guard.emulatorUrl, certificateArn, [LOAD_BALANCER]);
  const { status, error, cause } = await reissue(guard, { certificateArn });
  expect({ status, error }).toEqual({ status: 'FAILED', error: 'AccountNotActedOn' });
  for (const each of ['MemberActRoleName', 'organization/member.template.yaml', 'LetAct=true'])
    expect(cause).toContain(each);
});

test('a notice that SNS refuses is kept with its finding and sent once, by the next verification', async () => {
  const arn = await unheardAuthority(guard, REGION);
  await revokeFromAcm(pkiOf(guard, ACCOUNT, REGION), arn);
  sns.rule = () => ({ refuse: 403, body: queryError('AuthorizationError', 'not authorized to perform: SNS:Publish') });
  const { status, error } = await run(guard, { certificateAuthorityArn: arn });
  expect([status, error]).toEqual(['FAILED', 'VerificationGivenUp']);
  expect(await findingsOf(guard, arn)).toEqual([`PermissionMissing ${ACCOUNT} OPEN v1`]);
  expect(await noticesWaiting(guard, arn)).toEqual([expect.stringContaining(`PermissionMissing#${ACCOUNT}/1`)]);

  sns.letThrough();
  expect(await verify(guard, arn)).toMatchObject({ notices: 1 });
  expect(await noticesWaiting(guard, arn)).toEqual([]);
  await verify(guard, arn);
  expect(await subjectsAbout(inbox, arn)).toEqual(['LOW PermissionMissing']);
});

test('certificates on every page of ACM’s list are counted', async () => {
  const arn = await unheardAuthority(guard, REGION);
  for (const name of ['a', 'b', 'c', 'd', 'e']) await certificateFor(ACCOUNT, arn, `${name}.example.com`);
  acm.calls.length = 0;
  acm.rule = (body, { 'x-amz-target': target }) =>
    target === 'CertificateManager.ListCertificates'
      ? { passOn: JSON.stringify({ ...(JSON.parse(body) as object), MaxItems: 2 }) }
      : { passOn: body };
  expect(await verify(guard, arn)).toMatchObject({ verdict: 'granted', dependents: { count: 5 } });
  expect(acm.calls.filter((body) => body.includes('NextToken')).length).toBeGreaterThanOrEqual(2);
});

test('where two CAs of one record fail, each is told, and the others go on', async () => {
  const arns = await Promise.all([1, 2, 3].map(() => guardedAuthority(guard)));
  for (const arn of arns) await shareWith(guard.emulatorUrl, arn, web, RAM_PERMISSIONS.endEntity);
  await recordsDelivered(guard.emulatorUrl);
  await allEnded(guard.cloud, guard.machine);
  // An answer that nobody foresaw, twice.
  let unforeseen = 2;
  pca.rule = (body, { 'x-amz-target': target }) =>
    target === 'ACMPrivateCA.DescribeCertificateAuthority' && unforeseen-- > 0
      ? { refuse: 400, body: '{"__type":"Unforeseen"}' }
      : { passOn: body };
  const shared = { eventSource: 'ram.amazonaws.com', eventName: 'AssociateResourceShare', requestParameters: {} };
  const { arn: execution, status, error } = await run(guard, forwarded(ACCOUNT, shared));
  expect([status, error]).toEqual(['FAILED', 'Unforeseen']);

  const told = (await inbox.all()).filter(({ id }) => id.startsWith(`${execution}/failed`));
  const named = arns.filter((arn) => told.some(({ text }) => text.includes(`Authority: ${arn}`)));
  expect([told.length, named.length]).toEqual([2, 2]);
});
