import * as z from 'zod/mini';
import { concludeOnAuthority, type AuthorityConclusionPorts } from '../../core/conclusions/authority.ts';
import { tellDrill, type DrillOutbox, type ToldDrill } from '../../core/conclusions/drill.ts';
import { parseAuthorityArn, type AccountId } from '../../core/domain/arn.ts';
import type { RelationVerdict, Summary, Verdict } from '../../core/domain/authorities/authority-verdict.ts';
import type { Dependents, DependentsSummary } from '../../core/domain/authorities/dependents.ts';
import type { FindingCode } from '../../core/domain/findings/finding-codes.ts';
import type { Drill } from '../../core/domain/drill/drill.ts';
import { rehearsedRemoval } from '../../core/domain/drill/rehearsal.ts';
import { conclude, type Conclusion } from '../../core/domain/authorities/observation.ts';
import type { Finding } from '../../core/domain/findings/finding.ts';
import { decideRepairs, type DueRepair } from '../../core/repair/decide-all.ts';
import type { DecidingPorts, RepairStarter } from '../../core/repair/ports.ts';
import type { Clock } from '../../core/runtime/clock.ts';
import { drill } from '../../core/runtime/drill-shape.ts';
import { certificateAuthorityArn, holder, listMadeEarlier, madeEarlier } from '../../core/runtime/shapes.ts';

export const alertOrResolveInput = z.object(
  {
    certificateAuthorityArn,
    relations: listMadeEarlier<RelationVerdict>('the relations that VerifyAuthority judged'),
    dependents: madeEarlier<Dependents>('what FindDependents found'),
    holder,
    drill,
  },
  'an object',
);

/** How a verification of a CA ended: bounded in size, whatever depends on the CA. */
export interface Concluded extends Summary {
  readonly certificateAuthorityArn: string;
  readonly findings: readonly { readonly code: FindingCode; readonly account: AccountId }[];
  readonly dependents: DependentsSummary;
  /** How many accounts could not be listed: the dependents may be more. */
  readonly unreadableAccounts: number;
  /** How many notices were sent. */
  readonly notices: number;
  /** How many repairs were begun, or had begun before. */
  readonly repairs: number;
}

/** The verification took longer than its lease, and another has taken the CA over: nothing was written. */
export interface Superseded {
  readonly certificateAuthorityArn: string;
  readonly superseded: true;
}

/** A drill ran through: what was read live, and who was told of the drill. */
export interface DrilledAuthority extends Summary {
  readonly certificateAuthorityArn: string;
  readonly drill: ToldDrill;
}

/** How many findings the outcome names. */
const NAMED_FINDINGS = 20;

export interface AlertOrResolvePorts extends AuthorityConclusionPorts, DecidingPorts {
  readonly clock: Clock;
  readonly outbox: AuthorityConclusionPorts['outbox'] & DrillOutbox;
  readonly repairStarter: RepairStarter;
  readonly lease: { renew(authorityArn: string, holder: string, now: Date): Promise<boolean> };
  readonly count: (metric: string, amount?: number) => void;
}

/** How often each verdict came out, by the metric's name. */
const METRICS: Record<Verdict, string> = {
  granted: 'VerdictGranted',
  missing: 'VerdictMissing',
  undeterminable: 'VerdictUndeterminable',
};

/**
 * Opens, changes or resolves the findings of a CA, tells them, and has repaired what may be. Running it again is safe: a repair's
 * execution has a name of its own.
 */
export function alertOrResolve(ports: AlertOrResolvePorts) {
  return async (input: z.infer<typeof alertOrResolveInput>): Promise<Concluded | Superseded | DrilledAuthority> => {
    const authority = parseAuthorityArn(input.certificateAuthorityArn);
    const now = await ports.clock.now();
    if (input.drill != null) return drilled(ports, input, input.drill, now.toISOString());
    const held = await ports.lease.renew(authority.arn, input.holder, now);
    if (!held) return { certificateAuthorityArn: authority.arn, superseded: true };
    const time = now.toISOString();
    const due: DueRepair[] = [];
    const decide = async (seen: Conclusion, stored: readonly Finding[]): Promise<Conclusion> => {
      const decided = await decideRepairs(ports, seen, stored, time);
      due.push(...decided.due);
      return decided.conclusion;
    };
    const { conclusion, notices } = await concludeOnAuthority(ports, { ...input, authority }, time, decide);
    // It reads the findings: so it begins when they are written.
    for (const repair of due) await ports.repairStarter.startRepair(repair.name, repair.input);
    ports.count(METRICS[conclusion.verdict]);
    ports.count('NoticesSent', notices.length);
    return { ...outcomeOf(authority.arn, conclusion, input.dependents, notices.length), repairs: due.length };
  };
}

/** Nothing is written: the finding is only told, as one that would have been. */
async function drilled(
  { outbox, count }: Pick<AlertOrResolvePorts, 'outbox' | 'count'>,
  { certificateAuthorityArn: arn, relations, dependents }: z.infer<typeof alertOrResolveInput>,
  drill: Drill,
  now: string,
): Promise<DrilledAuthority> {
  const authority = parseAuthorityArn(arn);
  const { verdict, reason, message, remedy } = conclude(authority, relations, dependents);
  const live = { verdict, reason, isWell: verdict === 'granted' };
  const told = await tellDrill(outbox, drill, rehearsedRemoval(authority, dependents, now), live);
  count('DrillsTold');
  return { certificateAuthorityArn: authority.arn, verdict, reason, message, remedy, drill: told };
}

function outcomeOf(
  certificateAuthorityArn: string,
  { verdict, reason, message, remedy, observed, dependents }: Conclusion,
  { unreadable }: Dependents,
  notices: number,
): Omit<Concluded, 'repairs'> {
  const findings = observed.slice(0, NAMED_FINDINGS).map(({ code, account }) => ({ code, account }));
  const unreadableAccounts = Object.keys(unreadable).length;
  return {
    certificateAuthorityArn,
    verdict,
    reason,
    message,
    remedy,
    findings,
    dependents,
    unreadableAccounts,
    notices,
  };
}
