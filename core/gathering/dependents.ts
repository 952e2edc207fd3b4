import pMap from 'p-map';
import type { AccountId, AuthorityArn } from '../domain/arn.ts';
import type { AccountDependents } from '../domain/authorities/dependents.ts';
import { known, type Fact } from '../domain/fact.ts';
import type { AuthorityMemory, CertificateReader, PrivateCertificate } from './ports.ts';

export interface DependentsPorts {
  readonly certificates: CertificateReader;
  readonly memory: AuthorityMemory;
  readonly pause: (milliseconds: number) => Promise<void>;
}

const ACCOUNTS_AT_ONCE = 8;
/** DescribeCertificate's quota is 10 a second (service-facts 2.7). */
const DESCRIPTIONS_AT_ONCE = 5;
const REMEMBERED_AT_ONCE = 25;
/** An account that was throttled or out of reach is listed again, this many times in all. */
const TRIES = 3;
const PAUSE_MILLISECONDS = 3000;

/**
 * Lists the ACM certificates that depend on a CA, in each of the accounts, in the CA's region: ACM uses no CA of another one.
 *
 * Only DescribeCertificate tells a certificate's CA; it never changes for an ARN, so it is asked once and remembered.
 */
export async function gatherDependents(
  ports: DependentsPorts,
  authority: AuthorityArn,
  accounts: readonly AccountId[],
): Promise<readonly AccountDependents[]> {
  const gather = async (account: AccountId): Promise<AccountDependents> => ({
    account,
    certificates: await patiently(ports, () => dependentsIn(ports, authority, account)),
  });
  return pMap(accounts, gather, { concurrency: ACCOUNTS_AT_ONCE });
}

/** What passes by itself is asked again before it counts as a gap. */
async function patiently<T>({ pause }: DependentsPorts, ask: () => Promise<Fact<T>>): Promise<Fact<T>> {
  for (let tries = 1; ; tries += 1) {
    const fact = await ask();
    const passes = !fact.known && (fact.why.kind === 'throttled' || fact.why.kind === 'unavailable');
    if (!passes || tries === TRIES) return fact;
    await pause(PAUSE_MILLISECONDS);
  }
}

async function dependentsIn(
  ports: DependentsPorts,
  authority: AuthorityArn,
  account: AccountId,
): Promise<AccountDependents['certificates']> {
  const listed = await ports.certificates.privateCertificates(account, authority.region);
  if (!listed.known) return listed;
  const authorities = await authoritiesOf(ports, account, listed.value);
  if (!authorities.known) return authorities;
  return known(listed.value.filter(({ certificateArn }) => authorities.value.get(certificateArn) === authority.arn));
}

async function authoritiesOf(
  { certificates, memory }: DependentsPorts,
  account: AccountId,
  listed: readonly PrivateCertificate[],
): Promise<Fact<ReadonlyMap<string, string>>> {
  const arns = listed.map(({ certificateArn }) => certificateArn);
  const remembered = await memory.authoritiesOf(arns);
  const read = new Map<string, string>();
  const gaps: Extract<Fact<never>, { known: false }>[] = [];
  const readOne = async (arn: string): Promise<void> => {
    if (gaps.length > 0) return; // one unread certificate makes the account's answer unknown
    const fact = await certificates.authorityOf(arn, account);
    if (!fact.known) gaps.push(fact);
    else if (fact.value !== undefined) read.set(arn, fact.value);
  };
  const unread = arns.filter((arn) => !remembered.has(arn));
  // Remembered as it goes: a try that runs out of time has not read in vain.
  for (let from = 0; from < unread.length && gaps.length === 0; from += REMEMBERED_AT_ONCE) {
    const batch = unread.slice(from, from + REMEMBERED_AT_ONCE);
    await pMap(batch, readOne, { concurrency: DESCRIPTIONS_AT_ONCE });
    await memory.rememberAuthorities(new Map(batch.flatMap((arn) => pairOf(arn, read))));
  }
  return gaps[0] ?? known(new Map([...remembered, ...read]));
}

const pairOf = (arn: string, read: ReadonlyMap<string, string>): readonly [string, string][] => {
  const authorityArn = read.get(arn);
  return authorityArn === undefined ? [] : [[arn, authorityArn]];
};
