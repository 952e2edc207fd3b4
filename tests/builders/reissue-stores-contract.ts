import type { ApprovalAnswers } from '../../core/reissue/approval-answers.ts';
import type { ModeRecord } from '../../core/domain/reissue/mode.ts';
import type { Approvals, ModeReader, Pace, RouteRecords } from '../../core/reissue/ports.ts';
import { PAYMENTS, PKI } from './accounts.ts';
import { anIssuance, anotherAuthority, anotherIntent } from './issuances.ts';

/** The mode, as it is read and set. */
export type Modes = ModeReader & { setMode(record: ModeRecord): Promise<void> };

/** What holds for the mode record: the table's adapter and the fake are tried alike, each without a record at first. */
export function modeHolds(make: (fallback?: 'dry-run') => Modes): void {
  test('nobody ever set a mode: it acts, unless the deployment says otherwise', async () => {
    expect(await make().mode()).toStrictEqual({ mode: 'act' });
    expect(await make('dry-run').mode()).toStrictEqual({ mode: 'dry-run' });
  });

  test('the mode is what was set last, with who, when and why', async () => {
    const modes = make('dry-run');
    const record = {
      mode: 'stop',
      by: 'arn:aws:iam::1:user/x',
      at: '2026-11-28T12:00:00.000Z',
      reason: 'why',
    } as const;
    await modes.setMode(record);
    expect(await modes.mode()).toStrictEqual(record);
    await modes.setMode({ mode: 'act' });
    expect(await modes.mode()).toStrictEqual({ mode: 'act' });
  });
}

/** What holds for the records of routes. */
export function routesHold(make: () => RouteRecords): void {
  const arns = [anIssuance().replaces.certificateArn, anotherAuthority(), `${anotherAuthority()}/certificate/0a`];

  test.each(arns)('a route is what was set last for %s, and none once it is unset', async (arn) => {
    const routes = make();
    expect(await routes.routeOf(arn)).toBeUndefined();
    await routes.setRoute(arn, undefined);
    await routes.setRoute(arn, { secret: 'web/tls', windows: [{ cron: '0 2 * * *', minutes: 60, timeZone: 'UTC' }] });
    await routes.setRoute(arn, { strategy: 'notify', approval: false });
    expect(await routes.routeOf(arn)).toStrictEqual({ strategy: 'notify', approval: false });
    await routes.setRoute(arn, undefined);
    expect(await routes.routeOf(arn)).toBeUndefined();
  });
}

/** A pace whose time stands still until it is moved. Milliseconds. */
export interface PaceUnderTest {
  readonly pace: Pace;
  readonly forward: (milliseconds: number) => void;
}

/** What holds for the pace. @param make a pace that nobody used yet */
export function paceHolds(make: () => PaceUnderTest): void {
  const intervals = [
    ['acm-pca:IssueCertificate', 40],
    ['acm:ImportCertificate', 1000],
  ] as const;

  test.each(intervals)('fifty at once get turns of %s that lie %i ms apart', async (operation, interval) => {
    const { pace } = make();
    const turns = await Promise.all(Array.from({ length: 50 }, () => pace.turn(operation, PKI)));
    const expected = Array.from({ length: 50 }, (_, index) => index * interval);
    expect(turns.toSorted((one, other) => one - other)).toEqual(expected);
  });

  test('what time has gone by is not saved up, and a turn that is kept is not given again', async () => {
    const { pace, forward } = make();
    const turn = () => pace.turn('acm:ImportCertificate', PKI);
    expect([await turn(), await turn()]).toEqual([0, 1000]);
    forward(500);
    expect(await turn()).toBe(1500);
    forward(2500);
    expect(await turn()).toBe(0);
    forward(10_000);
    expect([await turn(), await turn()]).toEqual([0, 1000]);
  });

  test('each account and each operation has a pace of its own', async () => {
    const { pace } = make();
    for (const account of [PKI, PAYMENTS])
      for (const [operation] of intervals) expect(await pace.turn(operation, account)).toBe(0);
  });
}

/** What holds for the questions to people. */
export function approvalsHold(make: () => Approvals & ApprovalAnswers): void {
  const UNTIL = '2026-11-30T12:00:00.000Z';
  const IN_TIME = '2026-11-30T11:59:59.999Z';

  async function asked() {
    const [id, intent] = [anotherIntent(), anotherIntent()];
    await make().askPerson(id, intent, 'task 1', UNTIL);
    return { id, intent, approvals: make() };
  }

  test('a question that nobody asked is not there', async () => {
    const id = anotherIntent();
    expect(await make().approvalOf(id)).toBeUndefined();
    expect(await make().waiting(id)).toBeUndefined();
    expect(await make().answer(id, 'approved', 'me', IN_TIME)).toBe('unknown');
    expect(await make().approvalOf(id)).toBeUndefined();
  });

  test('a question is found without its token; whoever answers gets the token of the task that asked last', async () => {
    const { id, intent, approvals } = await asked();
    expect(await approvals.approvalOf(id)).toStrictEqual({ intent, until: UNTIL });
    await approvals.askPerson(id, intent, 'task 2', '2026-12-01T13:00:00+01:00');
    const later = { intent, until: '2026-12-01T12:00:00.000Z' };
    expect(await approvals.waiting(id)).toStrictEqual({ ...later, taskToken: 'task 2' });
    expect(await approvals.approvalOf(id)).toStrictEqual(later);
  });

  test('the first answer in time stands, also when it is asked again', async () => {
    const { id, intent, approvals } = await asked();
    expect(await approvals.answer(id, 'rejected', 'me', IN_TIME)).toBe('answered');
    expect(await approvals.answer(id, 'approved', 'you', IN_TIME)).toBe('already-answered');
    expect(await approvals.answer(id, 'rejected', 'me', IN_TIME)).toBe('answered');
    await approvals.askPerson(id, intent, 'task 2', UNTIL);
    expect(await approvals.approvalOf(id)).toStrictEqual({ intent, until: UNTIL, answer: 'rejected', by: 'me' });
    expect(await approvals.waiting(id)).toMatchObject({ taskToken: 'task 2', answer: 'rejected' });
  });

  test('of ten answers at once one is taken', async () => {
    const { id, approvals } = await asked();
    const people = Array.from({ length: 10 }, (_, index) => `person ${index}`);
    const taken = await Promise.all(people.map((by) => approvals.answer(id, 'approved', by, IN_TIME)));
    expect(taken.filter((each) => each === 'answered')).toHaveLength(1);
    expect(taken.filter((each) => each === 'already-answered')).toHaveLength(9);
    expect(await approvals.approvalOf(id)).toMatchObject({ by: people[taken.indexOf('answered')] });
  });

  test('an answer at the end of the time or later is none', async () => {
    const { id, intent, approvals } = await asked();
    expect(await approvals.answer(id, 'approved', 'me', UNTIL)).toBe('expired');
    expect(await approvals.approvalOf(id)).toStrictEqual({ intent, until: UNTIL });
  });
}
