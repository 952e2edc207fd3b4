import pMap from 'p-map';
import type { AlertInbox, ReceivedNotice } from '../../local/story/alert-inbox.ts';
import { guardedAuthority } from './kit/authorities.ts';
import { concludedOf, endedAbout, type Execution, executionsAbout, run } from './kit/executions.ts';
import { type Guard, hubGuard } from './kit/guard.ts';
import { subscribe } from './kit/notices.ts';
import { forwarded, pcaCall, permissionCall, putRecords, recordOf } from './kit/records.ts';

const ACCOUNT = '111122223333';
const ID = '0123abcd-0000-4000-8000-00000000beef';
const unknown = `arn:aws:acm-pca:eu-central-1:${ACCOUNT}:certificate-authority/${ID}`;
const manual = (certificateAuthorityArn: unknown): object => ({ certificateAuthorityArn });

let guard: Guard;
let inbox: AlertInbox;

beforeAll(async () => {
  guard = hubGuard();
  inbox = await subscribe(guard);
});

/** The notices that any of the executions failed. */
async function failuresTold(executions: readonly Execution[]): Promise<readonly ReceivedNotice[]> {
  const received = await inbox.all();
  return received.filter(({ id }) => executions.some(({ arn }) => id.startsWith(`${arn}/failed`)));
}

const WRONG: readonly (readonly [title: string, input: unknown, error: string, cause: string])[] = [
  ['no input', {}, 'InvalidInput', 'certificateAuthorityArn: expected'],
  ['a list', [], 'InvalidInput', 'input: expected an object, got []'],
  ['a text', 'text', 'InvalidInput', 'input: expected an object, got "text"'],
  ['a number', 42, 'InvalidInput', 'input: expected an object, got 42'],
  ['nothing', null, 'InvalidInput', 'input: expected an object, got null'],
  ['no text as ARN', manual(7), 'InvalidInput', 'certificateAuthorityArn: expected'],
  ['an empty ARN', manual(''), 'InvalidInput', 'starts with "arn:", got ""'],
  ['a foreign prefix', manual(unknown.replace('arn:', 'urn:')), 'InvalidInput', 'starts with "arn:"'],
  ['no partition', manual(unknown.replace('aws', 'gcp')), 'InvalidInput', 'a partition such as aws'],
  ['an ARN of ACM', manual(`arn:aws:acm:eu-west-1:${ACCOUNT}:certificate/${ID}`), 'InvalidInput', 'service acm-pca'],
  ['no region', manual(unknown.replace('eu-central-1', '')), 'InvalidInput', 'a region such as eu-west-1'],
  ['a short account', manual(unknown.replace(ACCOUNT, '1111')), 'InvalidInput', 'an account of twelve digits'],
  ['a certificate of a CA', manual(`${unknown}/certificate/00ff`), 'InvalidInput', 'a certificate-authority'],
  ['no UUID', manual(unknown.replace(ID, 'root')), 'InvalidInput', 'a UUID after certificate-authority/'],
  ['an ARN of 250 KB', manual('x'.repeat(250_000)), 'InvalidInput', '… (250002 characters)'],
  ['a CA that is not there', manual(unknown), 'AuthorityNotFound', `certificateAuthorityArn: account ${ACCOUNT}`],
  ['an event without account', { detail: {} }, 'InvalidInput', 'account: expected'],
  ['an event without record', { account: ACCOUNT, detail: {} }, 'InvalidInput', 'detail.eventName: expected'],
  ['an empty detail', { account: ACCOUNT, detail: null }, 'InvalidInput', 'detail: expected a CloudTrail record'],
  [
    'a record without parameters',
    forwarded(ACCOUNT, { ...permissionCall('DeletePermission', ''), requestParameters: {} }),
    'InvalidInput',
    'detail.requestParameters.certificateAuthorityArn: expected',
  ],
  [
    'a record of a policy on something else',
    forwarded(ACCOUNT, pcaCall('PutPolicy', { resourceArn: 'arn:aws:s3:::bucket' })),
    'InvalidInput',
    'detail.requestParameters.resourceArn: expected',
  ],
  [
    'a record of an account that is none',
    forwarded('root', { eventSource: 'ram.amazonaws.com', eventName: 'DeleteResourceShare', requestParameters: {} }),
    'InvalidInput',
    'account: expected an account of twelve digits, got "root"',
  ],
];

test('wrong input of any kind ends with an error that names the field, and is told once each', async () => {
  const executions = await pMap(WRONG, ([, input]) => run(guard, input), { concurrency: 4 });
  const ended = executions.map(({ status, error, cause }, index) => {
    const expected = WRONG[index]?.[3] ?? '';
    return { title: WRONG[index]?.[0], status, error, cause: cause.includes(expected) ? expected : cause };
  });
  expect(ended).toEqual(WRONG.map(([title, , error, cause]) => ({ title, status: 'FAILED', error, cause })));
  expect(executions.filter(({ cause }) => cause.length > 1000)).toEqual([]);

  const told = await failuresTold(executions);
  expect(told.map(({ id }) => id.split('/')[0]).sort()).toEqual(executions.map(({ arn }) => arn).sort());
  for (const { error, cause, arn } of executions) {
    const notice = told.find(({ id }) => id.startsWith(arn));
    expect(notice?.subject).toContain(`HIGH ExecutionFailed: renewguard-guard-authority ${error}`);
    expect(notice?.text).toContain(cause);
  }
});

test.each([
  ['a wrong ARN', manual('arn:aws:acm-pca:eu-central-1:ten-times')],
  ['a misspelt field', { certificateAuthorityArn: null, certificateAuthorityARN: unknown }],
])('the same failure ten times is told once: %s', async (_, wrong) => {
  const executions = await pMap(Array(10).fill(wrong), (input) => run(guard, input), { concurrency: 5 });
  expect(new Set(executions.map(({ status, error }) => `${status} ${error}`))).toEqual(
    new Set(['FAILED InvalidInput']),
  );
  expect(await failuresTold(executions)).toHaveLength(1);
});

/** Each with its reason. */
const NOTHING_TO_DO: readonly (readonly [title: string, input: object, reason: string])[] = [
  [
    'the record of a call that failed',
    {
      account: ACCOUNT,
      detail: { ...permissionCall('DeletePermission', unknown), errorCode: 'AccessDeniedException' },
    },
    'DeletePermission failed with AccessDeniedException: nothing changed',
  ],
  [
    'the record of a call that changes nothing',
    forwarded(ACCOUNT, pcaCall('ListPermissions', { certificateAuthorityArn: unknown })),
    'ListPermissions of acm-pca.amazonaws.com changes nothing that renewals depend on',
  ],
  [
    'the record of another service',
    forwarded(ACCOUNT, { eventSource: 's3.amazonaws.com', eventName: 'DeleteBucket', requestParameters: {} }),
    'DeleteBucket of s3.amazonaws.com changes nothing that renewals depend on',
  ],
  [
    'the record of another service’s role',
    forwarded(ACCOUNT, {
      eventSource: 'iam.amazonaws.com',
      eventName: 'DeleteServiceLinkedRole',
      requestParameters: { roleName: 'AWSServiceRoleForRDS' },
    }),
    "DeleteServiceLinkedRole is about another service's role",
  ],
];

test.each(NOTHING_TO_DO)('%s ends well, does nothing and says why', async (_, input, reason) => {
  const { status, output } = await run(guard, input);
  expect([status, JSON.parse(output)]).toEqual(['SUCCEEDED', { authorities: [], skipped: reason }]);
});

test('what else an input of 250 KB carries is not looked at', async () => {
  const arn = await guardedAuthority(guard);
  const ended = await run(guard, { certificateAuthorityArn: arn, note: 'x'.repeat(250_000) });
  expect(concludedOf(ended)).toMatchObject([{ certificateAuthorityArn: arn, verdict: 'granted' }]);
});

test('of a record of 256 KB the rule passes only what is needed', async () => {
  const arn = await guardedAuthority(guard);
  const before = (await executionsAbout(guard, arn)).length;
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: [], Id: 'x'.repeat(255_000) });
  await putRecords(guard, [recordOf(guard, pcaCall('PutPolicy', { resourceArn: arn, policy }))]);
  const executions = await endedAbout(guard, arn, before + 1);
  const [started] = executions.filter(({ input }) => input.includes('PutPolicy'));
  expect(started?.status).toBe('SUCCEEDED');
  expect(JSON.parse(started?.input ?? '')).toEqual({
    account: guard.account,
    detail: {
      drill: { id: '' },
      eventName: 'PutPolicy',
      eventSource: 'acm-pca.amazonaws.com',
      eventTime: expect.any(String) as string,
      userIdentity: { arn: `arn:aws:iam::${guard.account}:root` },
      requestParameters: { certificateAuthorityArn: '', resourceArn: arn, status: '' },
    },
  });
});
