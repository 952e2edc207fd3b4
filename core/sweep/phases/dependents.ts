import type { AuthorityScanPorts } from '../scan-ports.ts';
import { concludeOnAuthority } from '../../conclusions/authority.ts';
import { parseAuthorityArn, type AccountId, type AuthorityArn } from '../../domain/arn.ts';
import { judgeAuthority, summarize, type RelationVerdict } from '../../domain/authorities/authority-verdict.ts';
import type { AuthorityFacts } from '../../domain/authorities/authority.ts';
import { summarizeDependents, type AccountDependents, type Dependent } from '../../domain/authorities/dependents.ts';
import { conclude } from '../../domain/authorities/observation.ts';
import { accountsNamed } from '../../domain/authorities/policy-document.ts';
import { known, unknown, type Unreadable } from '../../domain/fact.ts';
import { changesOf, type FindingChange } from '../../domain/findings/finding.ts';
import type { CertificateRecord } from '../../domain/inventory/certificate-record.ts';
import { isRepairable } from '../../domain/repair/repair.ts';
import type { ScanCounts } from '../../domain/sweep/sweep.ts';
import { NOTHING_COUNTED } from '../../domain/sweep/counts.ts';
import type { Phase, Scan } from './phase.ts';

/** Judges a CA for every account with certificates that depend on it, and concludes what differs from its open findings. */
export const dependents: Phase<AuthorityScanPorts> = {
  name: 'dependents',
  step: async (scan) => {
    const authority = parseAuthorityArn(scan.place.authorityArn);
    const accounts = await dependentsOf(scan, authority);
    const facts = await factsOf(scan, authority, accounts);
    const findings = await concluded(scan, facts, accounts);
    if (scan.writes) await noteVerdict(scan, authority, judgeAuthority(facts));
    return { to: 'next-phase', counts: { findings } };
  },
};

/** The certificates of each account, as the inventory has them; an account that could not be read now may have more. */
async function dependentsOf(
  scan: Scan<AuthorityScanPorts>,
  { arn, region }: AuthorityArn,
): Promise<readonly AccountDependents[]> {
  const byAccount = new Map<AccountId, Dependent[]>();
  let after: string | undefined;
  do {
    const page = await scan.ports.inventory.ofAuthority(arn, undefined, after);
    for (const record of page.items) {
      const dependent = dependentOf(record);
      if (dependent === undefined) continue;
      const already = byAccount.get(record.account);
      if (already === undefined) byAccount.set(record.account, [dependent]);
      else already.push(dependent);
    }
    after = page.next;
  } while (after !== undefined);
  const gaps = await gapsIn(scan, region);
  const listed = [...byAccount].filter(([account]) => !gaps.has(account));
  return [
    ...listed.map(([account, certificates]) => ({ account, certificates: known(certificates) })),
    ...[...gaps].map(([account, why]) => ({ account, certificates: unknown(why) })),
  ];
}

/** What expired while it was in use still depends on its CA: that is the outage. */
function dependentOf(record: CertificateRecord): Dependent | undefined {
  const { arn: certificateArn, source, kind, status, goneAt, notAfter, inUse = false, exported = false } = record;
  if (source !== 'acm' || kind !== 'private' || goneAt !== undefined || notAfter === undefined) return undefined;
  if (status !== 'ISSUED' && !(status === 'EXPIRED' && inUse)) return undefined;
  const { domainName } = record;
  return { certificateArn, notAfter, inUse, exported, ...(domainName === undefined ? {} : { domainName }) };
}

/** Accounts whose ACM could not be listed in this sweep. */
async function gapsIn(
  { ports, order }: Scan<AuthorityScanPorts>,
  region: string,
): Promise<ReadonlyMap<AccountId, Unreadable>> {
  const outcomes = await ports.sweeps.outcomes(order.id);
  return new Map(
    outcomes.flatMap(({ place, why = [] }) => {
      const gap = why.find(({ operation }) => operation.startsWith('acm:') || operation.startsWith('sts:'));
      const isOfPlace = place.region === region && place.authorityArn === undefined;
      return isOfPlace && gap !== undefined ? [[place.account, gap] as const] : [];
    }),
  );
}

/** The accounts to judge: those with certificates, those the policy names, and those remembered. */
async function factsOf(
  { standings, ports }: Scan<AuthorityScanPorts>,
  authority: AuthorityArn,
  accounts: readonly AccountDependents[],
): Promise<AuthorityFacts> {
  const { description, grants, policy } = await standings.reading(authority.arn);
  const remembered = (await ports.memory.consumersOf(authority.arn)) ?? [];
  const using = new Set([...accounts.map(({ account }) => account), ...accountsNamed(policy), ...remembered]);
  using.delete(authority.account);
  const consumers = await Promise.all([...using].toSorted().map((account) => standings.consumer(account)));
  return { authority, description, grants, policy, consumers, candidates: [] };
}

/**
 * Takes the verification of the CA only where there is something to write, and reads the CA once more before: it may have been
 * mended since. Whoever has the verification at the moment sees the same.
 */
async function concluded(
  scan: Scan<AuthorityScanPorts>,
  facts: AuthorityFacts,
  accounts: readonly AccountDependents[],
): Promise<ScanCounts['findings']> {
  const { ports, order, now, writes } = scan;
  const { authority } = facts;
  const listed = summarizeDependents(accounts);
  const seen = conclude(authority, judgeAuthority(facts), listed);
  const expected = changesOf(await ports.findings.of(authority.arn), seen, now);
  if (expected.length === 0 || !writes) return numbered(expected);
  const holder = order.id;
  if (!(await ports.lease.claim(authority.arn, holder, { eventName: 'sweep', removals: [] }, new Date(now))))
    return NOTHING_COUNTED.findings;
  const { description, grants, policy } = await ports.authorityReadings.readAuthority(authority.arn);
  const relations = judgeAuthority({ ...facts, description, grants, policy });
  const { changes } = await concludeOnAuthority(ports, { authority, relations, dependents: listed, holder }, now);
  // What a record told meanwhile is newer than what was read here; what may be repaired, a verification decides about.
  const mayBeRepaired = changes.some(({ finding: { state, code } }) => state === 'OPEN' && isRepairable(code));
  if ((await ports.lease.abandon(authority.arn, holder)) || mayBeRepaired)
    await ports.outbox.requestVerification(authority.arn);
  await ports.lease.forgetHeld(authority.arn, holder);
  return numbered(changes);
}

function numbered(changes: readonly FindingChange[]): ScanCounts['findings'] {
  const count = (notice: FindingChange['notice']): number => changes.filter((each) => each.notice === notice).length;
  return { opened: count('opened'), changed: count('changed'), resolved: count('resolved') };
}

async function noteVerdict(
  { ports, now }: Scan<AuthorityScanPorts>,
  { arn }: AuthorityArn,
  relations: readonly RelationVerdict[],
) {
  const record = await ports.authorityInventory.authorityRecord(arn);
  const { verdict, reason } = summarize(relations);
  if (record === undefined || (record.verdict === verdict && record.reason === reason)) return;
  // Another sweep that wrote first has judged it as well.
  await ports.authorityInventory.keepAuthority({
    ...record,
    verdict,
    reason,
    readAt: now,
    version: record.version + 1,
  });
}
