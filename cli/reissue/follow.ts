import { later } from '../../core/domain/reissue/progress.ts';
import type { Issuance } from '../../core/domain/reissue/issuance.ts';
import type { ExecutionEnd, ExecutionEvent, FollowedExecutions } from '../../core/reissue/followed-executions.ts';
import type { Approval } from '../../core/reissue/ports.ts';

export interface FollowPorts {
  readonly executions: Pick<FollowedExecutions, 'endOf' | 'eventsOf' | 'nestedArn'>;
  readonly ledger: { issuanceOf(intent: string): Promise<Pick<Issuance, 'approval'> | undefined> };
  readonly approvals: { approvalOf(id: string): Promise<Approval | undefined> };
  /** Waits so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Tells what happened. */
  readonly tell: (event: ExecutionEvent) => void;
}

/** What an execution waits for longer than anybody would watch it. Times are ISO 8601. */
export type Waiting =
  | { readonly what: 'approval'; readonly id: string; readonly until: string }
  | { readonly what: 'time'; readonly why: string; readonly until: string };

/** How the following ended. */
export type Followed = ({ readonly end: ExecutionEnd } | { readonly waiting: Waiting }) & {
  /** The issuance that it is about, once that is told. */
  readonly intent?: string;
};

/** A pause that a step asks for is watched up to this; a change window, an hour's budget is not. */
const LONGEST_WATCHED_SECONDS = 5 * 60;

/** How often it is looked at: at first often, since a step may take a moment only. */
const SHORTEST_PAUSE = 250;
const LONGEST_PAUSE = 3000;

/** The state that only starts and awaits the nested execution, which tells its own steps. */
const NESTED = 'IssueAndDeliver';

/** Follows an execution of reissue-certificate, and those that it starts, to their end, or until they wait for long. */
export async function follow(ports: FollowPorts, executionArn: string): Promise<Followed> {
  const watched = new Watched(ports, executionArn);
  for (let pause = SHORTEST_PAUSE; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
    // The end first: what happened until then is all in the history that is read afterwards.
    const end = await ports.executions.endOf(executionArn);
    const news = await watched.look();
    const intent = watched.intent === undefined ? {} : { intent: watched.intent };
    if (end !== undefined) return { end, ...intent };
    const waiting = await watched.waiting();
    if (waiting !== undefined) return { waiting, ...intent };
    if (news) pause = SHORTEST_PAUSE;
    await ports.pause(pause);
  }
}

/** The name was taken: another execution is at the same, and this one looks again how far that one has come. */
const isTaken = (event: ExecutionEvent): boolean =>
  event.kind === 'failed' && event.error.includes('ExecutionAlreadyExists');

/** What was seen so far of an execution and those that it started. */
class Watched {
  readonly #ports: FollowPorts;
  readonly #root: string;
  /** The last event that was told, by execution, in the order in which they were started. */
  readonly #seen: Map<string, number>;
  #last: ExecutionEvent | undefined;
  intent: string | undefined;

  constructor(ports: FollowPorts, executionArn: string) {
    this.#ports = ports;
    this.#root = executionArn;
    this.#seen = new Map([[executionArn, 0]]);
  }

  /** Tells what happened since the last look. @returns whether anything did */
  async look(): Promise<boolean> {
    const news: ExecutionEvent[] = [];
    // A nested execution that is met on the way is looked at as well: a Map goes on with what is added.
    for (const [arn, last] of this.#seen) news.push(...(await this.#newsOf(arn, last)));
    const inOrder = news.toSorted((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));
    for (const event of inOrder) this.#ports.tell(event);
    this.#last = inOrder.at(-1) ?? this.#last;
    return inOrder.length > 0;
  }

  /** What it waits for; undefined: for nothing, or not for long. */
  async waiting(): Promise<Waiting | undefined> {
    const last = this.#last;
    if (last?.kind === 'begun' && last.state === 'RequestApproval') return this.#question();
    if (last?.kind !== 'done') return undefined;
    const { waitSeconds = 0, because = '' } = last.outcome;
    if (waitSeconds <= LONGEST_WATCHED_SECONDS) return undefined;
    return { what: 'time', why: because, until: later(last.at, waitSeconds) };
  }

  async #newsOf(arn: string, last: number): Promise<readonly ExecutionEvent[]> {
    const { executions } = this.#ports;
    const startedBy = arn === this.#root ? [] : [this.#root];
    const news = (await executions.eventsOf(arn, ...startedBy)).filter(({ id }) => id > last);
    this.#seen.set(arn, news.at(-1)?.id ?? last);
    for (const event of news) {
      if (event.kind !== 'done') continue;
      const { intent, executionName = '' } = event.outcome;
      this.intent = intent ?? this.intent;
      const nested = executions.nestedArn(executionName);
      if (executionName !== '' && !this.#seen.has(nested)) this.#seen.set(nested, 0);
    }
    return news.filter((event) => event.state !== NESTED || isTaken(event));
  }

  /** The question that was asked, once it stands in the table without an answer. */
  async #question(): Promise<Waiting | undefined> {
    const { ledger, approvals } = this.#ports;
    const issuance = this.intent === undefined ? undefined : await ledger.issuanceOf(this.intent);
    const id = issuance?.approval?.id;
    const question = id === undefined ? undefined : await approvals.approvalOf(id);
    if (id === undefined || question === undefined || question.answer !== undefined) return undefined;
    return { what: 'approval', id, until: question.until };
  }
}
