import { follow, type Followed } from '../../cli/reissue/follow.ts';
import { stepLine } from '../../cli/reissue/steps-text.ts';
import type { ExecutionEnd, ExecutionEvent } from '../../core/reissue/followed-executions.ts';
import { begun, done, failed, PARENT, ScriptedExecutions, SUCCEEDED, type Moment } from './kit/scripted-executions.ts';

const INTENT = '1f0c94a7b3de1f0c94a7b3de1f0c94a7';
const CHILD = `arn:aws:states:eu-west-1:111122223333:execution:renewguard-issue-and-deliver:deliver-${INTENT}-2-0`;
const UNTIL = '2026-12-24T12:00:00.000Z';

const prepared = done('PrepareReissue', {
  next: 'issue',
  intent: INTENT,
  because: 'it is keyed',
  executionName: `deliver-${INTENT}-2-0`,
});
const inParent = (event: ExecutionEvent) => ({ in: PARENT, event });
const inChild = (event: ExecutionEvent) => ({ in: CHILD, event });

interface Watching {
  readonly followed: Followed;
  readonly lines: readonly string[];
  readonly pauses: readonly number[];
}

async function watch(
  moments: readonly Moment[],
  end: ExecutionEnd | undefined,
  approval?: { id: string; answer?: 'approved' },
  others: readonly string[] = [],
): Promise<Watching> {
  const executions = new ScriptedExecutions(moments, end);
  executions.others.push(...others);
  const lines: string[] = [];
  const pauses: number[] = [];
  const followed = await follow(
    {
      executions,
      ledger: { issuanceOf: () => Promise.resolve(approval && { approval }) },
      approvals: {
        approvalOf: () =>
          Promise.resolve(
            approval && { intent: INTENT, until: UNTIL, ...(approval.answer && { answer: approval.answer }) },
          ),
      },
      pause: (milliseconds) => Promise.resolve(void pauses.push(milliseconds)),
      tell: (event) => {
        const line = stepLine(event);
        if (line !== undefined) lines.push(line.slice(11));
      },
    },
    PARENT,
  );
  return { followed, lines, pauses };
}

test('each step of parent and child is told once, in its order, until the end', async () => {
  const { followed, lines } = await watch(
    [
      [inParent(begun('PrepareReissue')), inParent(prepared)],
      [
        inChild(begun('IssueCertificate')),
        inChild(done('IssueCertificate', { next: 'collect', because: 'issued: arn:…' })),
      ],
      [],
      [
        inChild(done('VerifyDelivery', { next: 'retire', because: 'AWSCURRENT of web/tls: serial 0a' })),
        inParent(done('IssueAndDeliver', { next: 'retire', because: 'AWSCURRENT of web/tls: serial 0a' })),
        inParent(done('CleanUpIssuance', { next: 'finish', because: 'nothing temporary is left' })),
      ],
    ],
    SUCCEEDED,
  );
  expect(lines).toEqual([
    'prepare   it is keyed',
    'issue     issued: arn:…',
    'verify    AWSCURRENT of web/tls: serial 0a',
    'clean up  nothing temporary is left',
  ]);
  expect(followed).toEqual({ end: SUCCEEDED, intent: INTENT });
});

test('a child that is met in the same look is looked at, too', async () => {
  const child = inChild(done('IssueCertificate', { because: 'issued' }));
  const { lines } = await watch([[inParent(prepared), child]], SUCCEEDED);
  expect(lines).toEqual(['prepare   it is keyed', 'issue     issued']);
});

test('a try that failed is told with its error; the nested execution’s own failure is told once', async () => {
  const { lines } = await watch(
    [
      [
        inParent(prepared),
        inChild(failed('IssueCertificate', 'AwsUnavailable', 'acm-pca:IssueCertificate: throttled')),
      ],
      [inParent(failed('IssueAndDeliver', 'States.TaskFailed', '{"Error":"AwsUnavailable"}'))],
    ],
    { status: 'FAILED', outcome: {}, error: 'AwsUnavailable', cause: 'throttled' },
  );
  expect(lines).toEqual(['prepare   it is keyed', 'issue     AwsUnavailable: acm-pca:IssueCertificate: throttled']);
});

test('what another execution does under the same name is its own; this one tells that the other is at it', async () => {
  const theirs = done('IssueCertificate', { because: 'issued by the other' });
  const taken = failed('IssueAndDeliver', 'StepFunctions.ExecutionAlreadyExistsException', 'Execution Already Exists');
  const again = done('PrepareReissue', {
    next: 'issue',
    because: 'it is issued',
    executionName: `deliver-${INTENT}-4-1`,
  });
  const { lines } = await watch(
    [[inParent(prepared), inChild(theirs)], [inParent(taken)], [inParent(again)]],
    SUCCEEDED,
    undefined,
    [CHILD],
  );
  expect(lines).toEqual(['prepare   it is keyed', 'issue     another execution is at it', 'prepare   it is issued']);
});

test('a question that stands in the table ends the following: with its id, and until when', async () => {
  const { followed, lines } = await watch([[inParent(prepared)], [inChild(begun('RequestApproval'))], []], undefined, {
    id: '1f0c94a7b3de-4',
  });
  expect(followed).toEqual({ waiting: { what: 'approval', id: '1f0c94a7b3de-4', until: UNTIL }, intent: INTENT });
  expect(lines.at(-1)).toBe('ask       waiting for the answer');
});

test('a question that is not asked yet, or is answered, is waited for', async () => {
  const moments = [[inParent(prepared)], [inChild(begun('RequestApproval'))], [], []];
  expect((await watch(moments, SUCCEEDED)).followed).toHaveProperty('end');
  expect((await watch(moments, SUCCEEDED, { id: '1f0c94a7b3de-4', answer: 'approved' })).followed).toHaveProperty(
    'end',
  );
});

test.each([
  ['a change window', 'it waits for the change window "0 2 * * sun"', 86_400],
  ['the budget', 'the budget of 50 certificates an hour is used up', 2400],
])('%s that is far away ends the following: what for, and until when', async (_, because, waitSeconds) => {
  const waits = done('DecideDelivery', { next: 'decide', because, waitSeconds });
  const { followed } = await watch([[inParent(prepared)], [inChild(waits)], []], undefined);
  const until = new Date(Date.parse(waits.at) + waitSeconds * 1000).toISOString();
  expect(followed).toEqual({ waiting: { what: 'time', why: because, until }, intent: INTENT });
});

test('a short wait is watched', async () => {
  const waits = done('VerifyDelivery', { next: 'verify', because: 'not yet', waitSeconds: 300 });
  const { followed, lines } = await watch([[inParent(prepared)], [inChild(waits)], []], SUCCEEDED);
  expect(followed).toHaveProperty('end');
  expect(lines.at(-1)).toBe('verify    not yet; again in 5 min');
});

test('it is looked at often while something happens, and seldom while nothing does', async () => {
  const { pauses } = await watch([[inParent(prepared)], ...Array.from({ length: 20 }, () => [])], SUCCEEDED);
  expect(pauses[0]).toBe(250);
  expect(pauses.at(-1)).toBe(3000);
  expect(pauses).toEqual(pauses.toSorted((one, other) => one - other));
});

test('nothing of a step reaches the terminal’s controls, and no line is endless', () => {
  const hostile = done('IssueCertificate', { because: `\u001b[2J\u202e${'x'.repeat(5000)}` });
  const line = stepLine(hostile) ?? '';
  expect(line).not.toMatch(/[\u001b\u202e]/);
  expect(line.length).toBeLessThan(600);
});
