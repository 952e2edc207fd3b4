import type { ExecutionEvent } from '../../core/reissue/followed-executions.ts';
import { safeLines } from '../text/lines.ts';
import { shortened } from '../text/sections.ts';

/** The steps by the states of the machines, for people. */
const STEPS: Readonly<Record<string, string>> = {
  PrepareReissue: 'prepare',
  IssueAndDeliver: 'issue',
  IssueCertificate: 'issue',
  CollectCertificate: 'collect',
  DecideDelivery: 'decide',
  RequestApproval: 'ask',
  DeliverCertificate: 'deliver',
  VerifyDelivery: 'verify',
  RollBackDelivery: 'put back',
  RetireCertificate: 'retire',
  CleanUpIssuance: 'clean up',
  ReportFailure: 'report',
};

const WIDTH = Math.max(...Object.values(STEPS).map((step) => step.length));

/** What happened, in one line; undefined: nothing that is worth one. */
export function stepLine({ at, state, ...event }: ExecutionEvent): string | undefined {
  const told = toldOf(state, event);
  if (told === undefined) return undefined;
  return safeLines([`${at.slice(11, 19)}Z  ${(STEPS[state] ?? state).padEnd(WIDTH)}  ${told}`]).join('');
}

type Event =
  | { readonly kind: 'begun' }
  | Pick<Extract<ExecutionEvent, { kind: 'done' }>, 'kind' | 'outcome'>
  | Pick<Extract<ExecutionEvent, { kind: 'failed' }>, 'kind' | 'error' | 'message'>;

function toldOf(state: string, event: Event): string | undefined {
  switch (event.kind) {
    case 'begun':
      return state === 'RequestApproval' ? 'waiting for the answer' : undefined;
    case 'failed':
      if (state === 'IssueAndDeliver') return 'another execution is at it';
      return `${event.error}: ${shortened(event.message, 500)}`;
    case 'done': {
      const { because, waitSeconds } = event.outcome;
      if (because === undefined) return undefined;
      return waitSeconds === undefined
        ? shortened(because, 500)
        : `${shortened(because, 500)}; again in ${spanText(waitSeconds)}`;
    }
  }
}

/** Up to two minutes nobody need reckon. */
function spanText(seconds: number): string {
  if (seconds <= 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes <= 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
