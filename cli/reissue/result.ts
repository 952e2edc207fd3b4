import { messageOfEnd } from '../../core/domain/findings/execution-failure.ts';
import { nextAfter } from '../../core/domain/reissue/failed-notice.ts';
import type { Issuance, Proof } from '../../core/domain/reissue/issuance.ts';
import type { ModeRecord } from '../../core/domain/reissue/mode.ts';
import type { Route } from '../../core/domain/reissue/route.ts';
import { hasReached } from '../../core/domain/reissue/progress.ts';
import type { ExecutionEnd } from '../../core/reissue/followed-executions.ts';
import { REISSUE_EXIT, type ExitCode } from '../exit-codes.ts';
import { givenOptions } from '../text/given-options.ts';
import { modeText } from '../text/mode.ts';
import type { Followed, Waiting } from './follow.ts';

export const REISSUE_OUTCOMES = ['proven', 'failed', 'waiting', 'started'] as const;

/** What a replacement that does not go on by itself at once waits for. */
export const AWAITED = ['approval', 'time', 'mode', 'adoption', 'another execution'] as const;

/** How a reissue ended, or where it stands. Times are ISO 8601. */
export interface ReissueResult {
  readonly executionArn: string;
  readonly certificateArn: string;
  readonly outcome: (typeof REISSUE_OUTCOMES)[number];
  readonly intent?: string;
  readonly strategy?: string;
  readonly why?: string;
  readonly generation?: number;
  /** Absent for `export`, which replaces nothing. */
  readonly old?: { readonly serial: string; readonly notAfter: string };
  readonly new?: NonNullable<Issuance['issued']>;
  readonly proof?: Proof;
  readonly waitingFor?: {
    readonly what: (typeof AWAITED)[number];
    readonly why: string;
    /** When it goes on by itself, as far as that is known. */
    readonly until?: string;
    /** How to go on. */
    readonly next: readonly string[];
  };
  readonly failure?: { readonly error: string; readonly message: string; readonly next: string };
}

export function reissueExitCode({ outcome }: Pick<ReissueResult, 'outcome'>): ExitCode {
  const codes = { proven: REISSUE_EXIT.proven, started: REISSUE_EXIT.proven } as const;
  return outcome in codes ? REISSUE_EXIT.proven : REISSUE_EXIT[outcome as 'failed' | 'waiting'];
}

/** What is known when the following ends. */
export interface EndKnown {
  readonly executionArn: string;
  readonly certificateArn: string;
  /** What came with the command. */
  readonly given: Route;
  readonly followed: Followed;
  /** As the ledger has it now; absent: it knows none. */
  readonly issuance?: Issuance;
  readonly mode: ModeRecord;
}

/** How it ended, from what the execution told and what the ledger knows. Pure. */
export function resultOf(known: EndKnown): ReissueResult {
  const { executionArn, certificateArn, followed, issuance } = known;
  const about = { executionArn, certificateArn, ...(issuance && aboutIt(issuance)) };
  if ('waiting' in followed)
    return { ...about, outcome: 'waiting', waitingFor: waitingFor(followed.waiting, certificateArn) };
  const { end } = followed;
  if (end.status !== 'SUCCEEDED') return { ...about, outcome: 'failed', failure: failureOf(end, known) };
  if (issuance !== undefined && hasReached(issuance, 'proven')) return { ...about, outcome: 'proven' };
  return { ...about, ...unproven(end, known) };
}

function aboutIt({ intent, strategy, why, generation, replaces, issued, proof }: Issuance) {
  const { serial, notAfter } = replaces.content;
  return {
    ...{ intent, strategy, why, generation },
    ...(strategy !== 'export' && { old: { serial, notAfter } }),
    ...(issued && { new: issued }),
    ...(proof && { proof }),
  };
}

function waitingFor(waiting: Waiting, certificateArn: string): NonNullable<ReissueResult['waitingFor']> {
  const plan = `npx renewguard plan ${certificateArn}`;
  if (waiting.what === 'approval') {
    const { id, until } = waiting;
    const next = [`npx renewguard approve ${id}`, `npx renewguard reject ${id}`];
    return {
      what: 'approval',
      why: `a person has to say yes or no to ${id}; without an answer it is delivered then`,
      until,
      next,
    };
  }
  const next = ['It goes on by itself.', `Where it stands: ${plan}`];
  return { what: 'time', why: waiting.why, until: waiting.until, next };
}

function failureOf(
  { status, error = status, cause = '' }: ExecutionEnd,
  { certificateArn, given, issuance }: Pick<EndKnown, 'certificateArn' | 'given' | 'issuance'>,
) {
  const failed = { options: optionsIn(given), isTriedAgain: issuance !== undefined };
  return { error, message: messageOfEnd(status, cause), next: nextAfter(error, certificateArn, failed) };
}

const optionsIn = (given: Route): string => givenOptions(Object.entries(given));

/** The execution came to its end, and nothing is proven: something holds it, or nothing could be done. */
function unproven(
  { outcome: { because = 'the execution told nothing', strategy } }: ExecutionEnd,
  { issuance, mode, certificateArn, given }: EndKnown,
): Pick<ReissueResult, 'outcome' | 'waitingFor' | 'failure'> {
  const held = (what: (typeof AWAITED)[number], ...next: readonly string[]) =>
    ({ outcome: 'waiting', waitingFor: { what, why: because, next } }) as const;
  const again = `npx renewguard reissue ${certificateArn}${optionsIn(given)}`;
  if (strategy === 'notify')
    return {
      outcome: 'failed',
      failure: { error: 'NothingFits', message: because, next: SET_A_ROUTE(certificateArn) },
    };
  if (mode.mode !== 'act') return held('mode', `The mode is ${modeText(mode)}.`, 'npx renewguard mode act', again);
  if (issuance === undefined) return held('time', `Sooner: ${again} --again`);
  if (issuance.strategy === 'acm-managed')
    return held(
      'adoption',
      `Let each service use the new ARN${newArn(issuance)}; RenewGuard looks every day, and now: ${again}`,
    );
  return held('another execution', `Where it stands: npx renewguard plan ${certificateArn}`, again);
}

const newArn = ({ issued }: Issuance): string => (issued === undefined ? '' : ` ${issued.certificateArn}`);

const SET_A_ROUTE = (certificateArn: string): string =>
  `Say how it is to be replaced: npx renewguard reissue ${certificateArn} --strategy … , or for good: npx renewguard route set ${certificateArn} …`;
