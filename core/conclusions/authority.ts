import { muteInForce, type Mute } from '../domain/alerts/mute.ts';
import type { AccountId, AuthorityArn } from '../domain/arn.ts';
import type { RelationVerdict } from '../domain/authorities/authority-verdict.ts';
import type { Dependents } from '../domain/authorities/dependents.ts';
import { conclude, type Conclusion } from '../domain/authorities/observation.ts';
import { changesOf, type Finding, type FindingChange } from '../domain/findings/finding.ts';
import { noticeOf } from '../domain/findings/notice.ts';
import type { OutgoingNotice } from '../domain/findings/outgoing-notice.ts';
import { quieted } from '../domain/findings/quiet-notice.ts';

/** What was seen of a CA, and by whom. */
export interface SeenAuthority {
  readonly authority: AuthorityArn;
  readonly relations: readonly RelationVerdict[];
  readonly dependents: Dependents;
  /** Whoever holds the verification. */
  readonly holder: string;
}

export interface AuthorityConclusionPorts {
  readonly findings: {
    of(authorityArn: string): Promise<readonly Finding[]>;
    write(change: FindingChange, notice: OutgoingNotice, holder: string): Promise<void>;
  };
  /** What people have muted; absent: nothing ever is. */
  readonly muted?: { mutesOf(subject: string): Promise<readonly Mute[]> };
  readonly memory: { rememberConsumers(authorityArn: string, consumers: readonly AccountId[]): Promise<void> };
  readonly outbox: { flushAuthority(authorityArn: string): Promise<readonly string[]> };
}

export interface AuthorityConclusion {
  readonly conclusion: Conclusion;
  readonly changes: readonly FindingChange[];
  /** The notices that were sent. */
  readonly notices: readonly string[];
}

/**
 * Opens, changes or resolves the findings of a CA whose verification the holder has, then sends what is waiting to be told.
 * Doing it again is safe: what is written already changes nothing, and what was not sent yet is sent.
 * @param now ISO 8601
 * @param decide adds to what was seen what is done about it
 */
export async function concludeOnAuthority(
  ports: AuthorityConclusionPorts,
  { authority, relations, dependents, holder }: SeenAuthority,
  now: string,
  decide: (seen: Conclusion, stored: readonly Finding[]) => Promise<Conclusion> = (seen) => Promise.resolve(seen),
): Promise<AuthorityConclusion> {
  const stored = await ports.findings.of(authority.arn);
  const conclusion = await decide(conclude(authority, relations, dependents), stored);
  const changes = changesOf(stored, conclusion, now);
  const mutes = changes.length === 0 ? [] : ((await ports.muted?.mutesOf(authority.arn)) ?? []);
  for (const change of changes) {
    const mute = muteInForce(mutes, authority.arn, change.finding.code, now);
    await ports.findings.write(change, quieted(noticeOf(change), { muted: mute }), holder);
  }
  await ports.memory.rememberConsumers(authority.arn, conclusion.consumers);
  return { conclusion, changes, notices: await ports.outbox.flushAuthority(authority.arn) };
}
