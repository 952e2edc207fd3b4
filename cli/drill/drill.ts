import type { ToldDrill } from '../../core/conclusions/drill.ts';
import type { StandingExecution } from '../../core/aws/drill-executions.ts';
import { drillEvent, type Drill, type DrillEvent, type DrillKind } from '../../core/domain/drill/drill.ts';
import { messageOfEnd } from '../../core/domain/findings/execution-failure.ts';
import type { ExecutionEvent } from '../../core/reissue/followed-executions.ts';

export interface DrillPorts {
  readonly executions: {
    put(event: DrillEvent): Promise<void>;
    executionOf(machineArn: string, drill: Drill, since: number): Promise<string | undefined>;
    standingOf(executionArn: string): Promise<StandingExecution>;
  };
  readonly histories: { eventsOf(executionArn: string): Promise<readonly ExecutionEvent[]> };
  readonly queues: { waitingFor(channel: Channel): Promise<readonly { readonly notice: { readonly id: string } }[]> };
  /** Waits so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
  /** The system's time. */
  readonly milliseconds: () => number;
  readonly tell: (line: string) => void;
}

type Channel = ToldDrill['told'][number]['channel'];

export interface AskedDrill extends Drill {
  readonly kind: DrillKind;
  /** Of the CA, or of the certificate. */
  readonly arn: string;
  readonly machineArn: string;
}

/** A step of the path, and how long it took. */
export interface DrillStep {
  readonly step: string;
  /** ISO 8601. */
  readonly at: string;
  readonly milliseconds: number;
}

/** How a channel took the notice; `delivered`: deliver-alerts has sent what was queued. */
export interface DrillChannel {
  readonly channel: Channel;
  readonly state: 'sent' | 'delivered' | 'queued' | 'failed';
  readonly at: string;
  readonly why?: string;
}

/** How a drill went. Times are ISO 8601. */
export interface DrillResult {
  readonly drill: { readonly id: string; readonly kind: DrillKind };
  readonly arn: string;
  readonly worked: boolean;
  readonly putAt: string;
  readonly executionArn?: string;
  readonly steps: readonly DrillStep[];
  readonly subject?: string;
  readonly channels: readonly DrillChannel[];
  /** Where it did not work: what is wrong, and what to do. */
  readonly problem?: { readonly what: string; readonly next: string };
}

/** A rule starts its machine within a second or two; cold functions take their time, and a queue is emptied at once. */
const STARTS_WITHIN = 60_000;
const ENDS_WITHIN = 15 * 60_000;
const DELIVERED_WITHIN = 60_000;
const EACH = 500;
/** The terminal's clock and AWS's may differ. */
const CLOCKS_DIFFER = 5 * 60_000;

/** What to do where no drill starts anything. */
export const ACCEPT_DRILLS =
  'The rules take drills only where the stack parameter AcceptDrillEvents is true: deploy with ' +
  '--parameter-overrides AcceptDrillEvents=true (all others stay as they are with sam deploy --guided).';
const NOT_STARTED = `${ACCEPT_DRILLS} If it is true, look into the dead-letter queue (stack output DeadLettersUrl).`;

/** Puts a drill on the bus, and follows it to its notice. */
export async function runDrillOn(ports: DrillPorts, asked: AskedDrill): Promise<DrillResult> {
  const { id, kind, arn } = asked;
  const begun = ports.milliseconds();
  const putAt = isoOf(begun);
  await ports.executions.put(drillEvent(kind, { id }, arn, putAt));
  ports.tell(`put drill ${id} (${kind}) about ${arn} on the default bus`);
  const about = { drill: { id, kind }, arn, putAt, steps: [], channels: [], worked: false };
  const find = () => ports.executions.executionOf(asked.machineArn, asked, begun - CLOCKS_DIFFER);
  const executionArn = await until(ports, STARTS_WITHIN, find);
  if (executionArn === undefined) {
    const what = `no execution was started within ${STARTS_WITHIN / 1000} s`;
    return { ...about, problem: { what, next: NOT_STARTED } };
  }
  ports.tell(`${since(ports, begun)}  started ${executionArn}`);
  const followed = await follow(ports, executionArn);
  return { ...about, executionArn, steps: followed.steps, ...(await ended(ports, executionArn, followed.end)) };
}

interface Ending extends Pick<DrillResult, 'worked' | 'subject' | 'problem'> {
  readonly channels: readonly DrillChannel[];
}

async function ended(ports: DrillPorts, executionArn: string, end: StandingExecution | undefined): Promise<Ending> {
  const history = `See its history: aws stepfunctions get-execution-history --execution-arn ${executionArn}`;
  const failed = (what: string, next = history): Ending => ({ worked: false, channels: [], problem: { what, next } });
  if (end === undefined) return failed(`it has not ended within ${ENDS_WITHIN / 60_000} minutes`);
  if (end.status !== 'SUCCEEDED')
    return failed(`${end.error ?? end.status}: ${messageOfEnd(end.status, end.cause ?? '')}`);
  const told = toldIn(end.output);
  if (told === undefined)
    return failed(
      'it ended without a notice: what the drill is about does not exist',
      'Name another CA or certificate.',
    );
  return notified(ports, told);
}

async function notified(ports: DrillPorts, { subject, noticeId, told }: ToldDrill): Promise<Ending> {
  const channels: DrillChannel[] = [];
  for (const each of told) {
    const known = each.state === 'queued' ? await delivery(ports, each, noticeId) : each;
    channels.push(known);
    ports.tell(`${known.at.slice(11, 19)}Z  ${known.channel}: ${known.state}${known.why ? `: ${known.why}` : ''}`);
  }
  const open = channels.filter(({ state }) => state === 'failed' || state === 'queued');
  if (open.length === 0) return { worked: true, subject, channels };
  const what = `not told: ${open.map(({ channel }) => channel).join(', ')}`;
  const next =
    'The log of deliver-alerts says why a queue is not emptied; renewguard alert-routes show names the channels.';
  return { worked: false, subject, channels, problem: { what, next } };
}

async function delivery(ports: DrillPorts, queued: ToldDrill['told'][number], noticeId: string): Promise<DrillChannel> {
  const gone = await until(ports, DELIVERED_WITHIN, async () => {
    const waiting = await ports.queues.waitingFor(queued.channel);
    return waiting.some(({ notice }) => notice.id === noticeId) ? undefined : true;
  });
  return gone ? { ...queued, state: 'delivered', at: isoOf(ports.milliseconds()) } : { ...queued };
}

interface FollowedDrill {
  readonly end: StandingExecution | undefined;
  readonly steps: readonly DrillStep[];
}

/** Tells each step once it is done. */
async function follow(ports: DrillPorts, executionArn: string): Promise<FollowedDrill> {
  let steps: readonly DrillStep[] = [];
  const end = await until(ports, ENDS_WITHIN, async () => {
    // The end first: what happened until then is all in the history that is read afterwards.
    const standing = await ports.executions.standingOf(executionArn);
    const now = stepsIn(await ports.histories.eventsOf(executionArn));
    for (const step of now.slice(steps.length)) ports.tell(stepText(step));
    steps = now;
    return standing.status === 'RUNNING' ? undefined : standing;
  });
  return { end, steps };
}

export const stepText = ({ step, at, milliseconds }: DrillStep): string =>
  `${at.slice(11, 19)}Z  ${step.padEnd(22)}  ${(milliseconds / 1000).toFixed(1)} s`;

/** A step lasts from when its state was entered until its function answered, with all its tries. */
function stepsIn(events: readonly ExecutionEvent[]): readonly DrillStep[] {
  let begun = '';
  return events.flatMap(({ kind, state, at }) => {
    if (kind === 'begun') begun = at;
    return kind === 'done' ? [{ step: state, at, milliseconds: Date.parse(at) - Date.parse(begun) }] : [];
  });
}

/** What stands in the output of either machine: the one CA or certificate that was asked about. */
function toldIn(output: string | undefined): ToldDrill | undefined {
  try {
    const { authorities, certificates } = JSON.parse(output ?? '{}') as Record<string, readonly Ended[] | undefined>;
    return [...(authorities ?? []), ...(certificates ?? [])].find(({ drill }) => drill !== undefined)?.drill;
  } catch {
    return undefined;
  }
}

interface Ended {
  readonly drill?: ToldDrill;
}

async function until<T>(
  ports: Pick<DrillPorts, 'pause' | 'milliseconds'>,
  within: number,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const deadline = ports.milliseconds() + within;
  for (;;) {
    const found = await look();
    if (found !== undefined || ports.milliseconds() >= deadline) return found;
    await ports.pause(EACH);
  }
}

const isoOf = (milliseconds: number): string => new Date(milliseconds).toISOString();

const since = ({ milliseconds }: DrillPorts, begun: number): string =>
  `after ${((milliseconds() - begun) / 1000).toFixed(1)} s`;
