import pMap from 'p-map';
import type { AccountId, AuthorityArn } from '../domain/arn.ts';
import type { AccountDependents } from '../domain/dependents.ts';
import { known, type Fact } from '../domain/fact.ts';
import type { AuthorityMemory, CertificateReader, PrivateCertificate } from './ports.ts';

export interface DependentsPorts {
  readonly certificates: CertificateReader;
  readonly memory: AuthorityMemory;
}

const ACCOUNTS_AT_ONCE = 8;
/** DescribeCertificate's quota is 10 a second (service-facts 2.7). */
const DESCRIPTIONS_AT_ONCE = 5;

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
    certificates: await dependentsIn(ports, authority, account),
  });
  return pMap(accounts, gather, { concurrency: ACCOUNTS_AT_ONCE });
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
  await pMap(
    arns.filter((arn) => !remembered.has(arn)),
    readOne,
    { concurrency: DESCRIPTIONS_AT_ONCE },
  );
  await memory.rememberAuthorities(read);
  return gaps[0] ?? known(new Map([...remembered, ...read]));
}
