import { RequestCertificateCommand } from '@aws-sdk/client-acm';
import pMap from 'p-map';
import { ALL_KEY_TYPES, listed } from '../../emulator/kit/certificates.ts';
import type { Bench } from '../../emulator/kit/emulator.ts';

/** Makes many of something, some at once. */
export const inBulk = <T>(count: number, make: (index: number) => Promise<T>): Promise<readonly T[]> =>
  pMap(Array.from({ length: count }).keys(), make, { concurrency: 20 });

/** Requests private certificates with EC keys, in turn from these CAs, and waits until all are issued. */
export async function requestedInBulk(
  bench: Bench,
  account: string,
  authorities: readonly string[],
  count: number,
): Promise<readonly string[]> {
  const acm = bench.acm(account);
  const arns = await inBulk(count, async (index) => {
    const request = new RequestCertificateCommand({
      CertificateAuthorityArn: authorities[index % authorities.length],
      DomainName: `${index}.example.com`,
      KeyAlgorithm: 'EC_prime256v1',
    });
    return (await acm.send(request)).CertificateArn ?? '';
  });
  const pending = { CertificateStatuses: ['PENDING_VALIDATION' as const], Includes: { keyTypes: ALL_KEY_TYPES } };
  while ((await listed(acm, pending)).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  return arns;
}

/** The calls that were answered, counted: `acm:ListCertificates` → 1. */
export async function countedCalls(bench: Bench): Promise<Readonly<Record<string, number>>> {
  const { body } = await bench.admin('GET', '/calls');
  const counts: Record<string, number> = {};
  for (const { service, operation } of body as readonly { service: string; operation: string }[]) {
    const name = `${service}:${operation}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
