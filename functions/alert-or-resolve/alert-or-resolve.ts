import * as z from 'zod/mini';
import { parseAuthorityArn, type AccountId } from '../../core/domain/arn.ts';
import type { RelationVerdict, Summary, Verdict } from '../../core/domain/authority-verdict.ts';
import type { Dependents, DependentsSummary } from '../../core/domain/dependents.ts';
import type { FindingCode } from '../../core/domain/finding-codes.ts';
import { changesOf, type Finding, type FindingChange } from '../../core/domain/finding.ts';
import { noticeOf } from '../../core/domain/notice.ts';
import { conclude } from '../../core/domain/observation.ts';
import type { OutgoingNotice } from '../../core/domain/outgoing-notice.ts';
import type { Clock } from '../../core/runtime/clock.ts';
import { certificateAuthorityArn, listMadeEarlier, madeEarlier } from '../../core/runtime/shapes.ts';

export const alertOrResolveInput = z.object(
  {
    certificateAuthorityArn,
    relations: listMadeEarlier<RelationVerdict>('the relations that VerifyAuthority judged'),
    dependents: madeEarlier<Dependents>('what FindDependents found'),
  },
  'an object',
);

/** How a verification of a CA ended. */
export interface Concluded extends Summary {
  readonly certificateAuthorityArn: string;
  readonly findings: readonly {
    readonly code: FindingCode;
    readonly account: AccountId;
    readonly remedy: readonly string[];
  }[];
  readonly dependents: DependentsSummary;
  /** Accounts whose certificates could not be listed, with the reason. */
  readonly unreadable: Readonly<Record<AccountId, string>>;
  /** The ids of the notices sent. */
  readonly notices: readonly string[];
}

export interface AlertOrResolvePorts {
  readonly clock: Clock;
  readonly findings: {
    of(authorityArn: string): Promise<readonly Finding[]>;
    write(change: FindingChange, notice: OutgoingNotice): Promise<void>;
  };
  readonly memory: { rememberConsumers(authorityArn: string, consumers: readonly AccountId[]): Promise<void> };
  readonly outbox: { flushAuthority(authorityArn: string): Promise<readonly string[]> };
  readonly count: (metric: string, amount?: number) => void;
}

/** How often each verdict came out, by the metric's name. */
const METRICS: Record<Verdict, string> = {
  granted: 'VerdictGranted',
  missing: 'VerdictMissing',
  undeterminable: 'VerdictUndeterminable',
};

/**
 * Opens, changes or resolves the findings of a CA, then sends what is waiting to be told. Running it again is safe: what is
 * written already changes nothing, and what was not sent yet is sent.
 */
export function alertOrResolve(ports: AlertOrResolvePorts) {
  return async (input: z.infer<typeof alertOrResolveInput>): Promise<Concluded> => {
    const authority = parseAuthorityArn(input.certificateAuthorityArn);
    const { observed, judged, unjudged, consumers, dependents, ...summary } = conclude(
      authority,
      input.relations,
      input.dependents,
    );
    const now = (await ports.clock.now()).toISOString();
    const stored = await ports.findings.of(authority.arn);
    const changes = changesOf(stored, { ...summary, observed, judged, unjudged, consumers, dependents }, now);
    for (const change of changes) await ports.findings.write(change, noticeOf(change));
    await ports.memory.rememberConsumers(authority.arn, consumers);
    const notices = await ports.outbox.flushAuthority(authority.arn);
    ports.count(METRICS[summary.verdict]);
    ports.count('NoticesSent', notices.length);
    const findings = observed.map(({ code, account, remedy }) => ({ code, account, remedy }));
    const { unreadable } = input.dependents;
    return { certificateAuthorityArn: authority.arn, ...summary, findings, dependents, unreadable, notices };
  };
}
