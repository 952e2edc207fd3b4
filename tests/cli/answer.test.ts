import { giveAnswer, type Answer, type AnswerPorts } from '../../cli/approval/answer.ts';
import { answerJson, answerText } from '../../cli/approval/text.ts';
import { complaintAbout } from '../../cli/complaint.ts';
import { noColors } from '../../cli/text/colors.ts';
import type { AnswerSent } from '../../core/reissue/task-answers.ts';
import { AUTHORITY_ARN, PKI } from '../builders/accounts.ts';
import { anIssuance } from '../builders/issuances.ts';
import { errorsIn, schemaOf } from '../builders/schemas.ts';
import { FakeApprovals } from '../fakes/fake-approvals.ts';
import { CALLER } from './kit/region.ts';

const answerSchema = schemaOf('approval-answer.v1');
const ID = '1f0c94a7b3de-4';
const INTENT = '1f0c94a7b3de1f0c94a7b3de1f0c94a7';
const TOKEN = 'AAAAKgAAAAIAAAAAAAAAAtask-token-that-nobody-may-see';
const NOW = '2026-11-28T12:00:00.000Z';
const UNTIL = '2026-12-24T12:00:00.000Z';
const OTHER = { account: CALLER.account, arn: 'arn:aws:iam::111122223333:user/max' };

let approvals: FakeApprovals;
let sent: [string, Answer][];
let outcome: AnswerSent | Error;

beforeEach(async () => {
  approvals = new FakeApprovals();
  sent = [];
  outcome = 'sent';
  await approvals.askPerson(ID, INTENT, TOKEN, UNTIL);
});

const ports = (): AnswerPorts => ({
  approvals,
  tasks: {
    sendAnswer: (token, answer) => {
      sent.push([token, answer]);
      return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
    },
  },
  ledger: { issuanceOf: () => Promise.resolve(anIssuance({ intent: INTENT, state: 'collected' })) },
});

const give = (answer: Answer, caller = CALLER, now = NOW, id = ID) => giveAnswer(ports(), id, answer, caller, now);

const complaint = async (given: Promise<unknown>) =>
  complaintAbout(
    await given.then(
      () => undefined,
      (error: unknown) => error,
    ),
  );

test.each<Answer>(['approved', 'rejected'])(
  '%s is recorded with who said it, then handed over with the token',
  async (answer) => {
    const report = await give(answer);
    expect(report).toMatchObject({ id: ID, answer, by: CALLER.arn, recorded: 'now', sent: 'sent', intent: INTENT });
    expect(await approvals.approvalOf(ID)).toMatchObject({ answer, by: CALLER.arn });
    expect(sent).toEqual([[TOKEN, answer]]);
    expect(JSON.stringify(report)).not.toContain(TOKEN);
  },
);

test('a command that ended between the two is run again, and hands over what is recorded', async () => {
  await approvals.answer(ID, 'approved', CALLER.arn, NOW);
  const report = await give('approved', CALLER, '2026-11-28T12:10:00.000Z');
  expect(report).toMatchObject({ recorded: 'before', by: CALLER.arn, sent: 'sent' });
  expect(sent).toEqual([[TOKEN, 'approved']]);
});

test('whoever asked last gets the answer', async () => {
  const racing = ports();
  const askedAgain: AnswerPorts = {
    ...racing,
    approvals: {
      waiting: (id) => approvals.waiting(id),
      answer: async (...given) => {
        await approvals.askPerson(ID, INTENT, 'a-newer-token', UNTIL);
        return approvals.answer(...given);
      },
    },
  };
  await giveAnswer(askedAgain, ID, 'approved', CALLER, NOW);
  expect(sent).toEqual([['a-newer-token', 'approved']]);
});

test('the same answer of somebody else is told as the first one’s', async () => {
  await give('approved');
  const report = await give('approved', OTHER);
  expect(report).toMatchObject({ recorded: 'before', by: CALLER.arn });
  expect(answerText(report, noColors)).toMatch(
    /^Approved: 1f0c94a7b3de-4, already, by arn:aws:iam::111122223333:user\/erika\n/,
  );
});

test('1: the other answer is refused: the first one stands, and nothing is sent', async () => {
  await give('rejected');
  expect(await complaint(give('approved', OTHER))).toEqual({
    message: `${ID} was rejected already, by ${CALLER.arn}: the first answer stands`,
    exitCode: 1,
  });
  expect(sent).toHaveLength(1);
});

test('1: an answer that comes too late', async () => {
  const late = await complaint(give('approved', CALLER, '2026-12-24T12:00:01.000Z'));
  expect(late).toMatchObject({ exitCode: 1, message: expect.stringContaining(`until ${UNTIL}`) as string });
  expect(sent).toEqual([]);
});

test.each([
  ['1f0c94a7b3de-9', 'there is no question'],
  ['everything', 'expected the id of a question'],
  ['', 'expected the id of a question'],
])('3: nobody asked %j', async (id, words) => {
  expect(await complaint(give('approved', CALLER, NOW, id))).toMatchObject({
    exitCode: 3,
    message: expect.stringContaining(words) as string,
  });
});

test('a task that waits no more: the answer is recorded, and what that means is told', async () => {
  outcome = 'nobody-waits';
  const text = answerText(await give('approved'), noColors);
  expect(text).toContain('asks again within the hour, and sees the answer then');
  expect(await approvals.approvalOf(ID)).toMatchObject({ answer: 'approved' });
});

test('2: it is recorded and could not be handed over: run it again', async () => {
  outcome = Object.assign(new Error('states:SendTaskSuccess: AccessDeniedException: no'), { name: 'AwsRefused' });
  const refused = await complaint(give('approved'));
  expect(refused.exitCode).toBe(2);
  expect(refused.message).toMatch(
    /^the answer is recorded, but could not be handed over: .*AccessDenied.*run the same command again/,
  );
  expect(refused.message).not.toContain(TOKEN);
  outcome = 'sent';
  expect(await give('approved', CALLER, '2026-11-28T12:01:00.000Z')).toMatchObject({
    recorded: 'before',
    sent: 'sent',
  });
});

test('text and JSON tell the certificate, never the token', async () => {
  const report = await give('rejected');
  const [text, json] = [answerText(report, noColors), answerJson(report)];
  expect(text).toContain('the old certificate stays in use');
  expect(text).toMatch(/Certificate +arn:aws:acm:/);
  for (const printed of [text, json]) expect(printed).not.toContain(TOKEN);
  expect(errorsIn(answerSchema, JSON.parse(json))).toEqual([]);
});

describe('about the repair of a CA', () => {
  const REPAIR_ID = '1f0c94a7b3de-1';
  const subject = { authorityArn: AUTHORITY_ARN, code: 'PermissionMissing', account: PKI } as const;

  beforeEach(() => approvals.askAboutRepair(REPAIR_ID, subject, TOKEN, UNTIL));

  const answered = (answer: Answer, now = NOW, caller = CALLER) => give(answer, caller, now, REPAIR_ID);

  test.each<Answer>(['approved', 'rejected'])('%s is recorded and handed over by the same command', async (answer) => {
    const report = await answered(answer);
    const repair = { certificateAuthorityArn: AUTHORITY_ARN, code: 'PermissionMissing', account: PKI };
    expect(report).toMatchObject({ id: REPAIR_ID, answer, by: CALLER.arn, sent: 'sent', repair });
    expect(report).not.toHaveProperty('intent');
    expect(sent).toEqual([[TOKEN, answer]]);
    expect(errorsIn(answerSchema, JSON.parse(answerJson(report)))).toEqual([]);
    const text = answerText(report, noColors);
    expect(text).toContain(AUTHORITY_ARN);
    expect(text).toContain(answer === 'approved' ? 'repaired now' : 'Nothing is changed');
    expect(answerJson(report) + text).not.toContain(TOKEN);
  });

  test('where nobody waits any more, it says so', async () => {
    outcome = 'nobody-waits';
    expect(answerText(await answered('approved'), noColors)).toContain(
      'still has to repair asks again within the hour',
    );
  });

  test('too late is refused, with what became of it', async () => {
    const told = await complaint(answered('approved', '2026-12-25T00:00:00.000Z'));
    expect(JSON.stringify(told)).toContain('nothing was repaired, and it is escalated');
    expect(sent).toEqual([]);
  });

  test('another answer is refused: the first stands', async () => {
    await answered('rejected');
    const told = await complaint(answered('approved', NOW, OTHER));
    expect(JSON.stringify(told)).toContain(`was rejected already, by ${CALLER.arn}`);
  });
});
