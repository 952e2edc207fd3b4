import {
  KeyAlgorithm,
  paginateListCertificates,
  type ACMClient,
  type ListCertificatesCommandInput,
} from '@aws-sdk/client-acm';
import { complete, nextToken } from './pages.ts';

/** All key types: without, EC certificates stay invisible (service-facts 2.1). */
const NEWEST_FIRST: ListCertificatesCommandInput = {
  Includes: { keyTypes: Object.values(KeyAlgorithm) },
  SortBy: 'CREATED_AT',
  SortOrder: 'DESCENDING',
  MaxItems: 1000,
};

/**
 * The ARNs of the private certificates of a name that were created since then.
 * @param since epoch milliseconds
 */
export async function privateCertificatesSince(
  client: ACMClient,
  name: string,
  since: number,
): Promise<readonly string[]> {
  const found = new Set<string>();
  for await (const page of complete(paginateListCertificates({ client }, NEWEST_FIRST), nextToken)) {
    const summaries = page.CertificateSummaryList ?? [];
    for (const { CertificateArn: arn, DomainName, Type, CreatedAt } of summaries)
      if (arn !== undefined && DomainName === name && Type === 'PRIVATE' && !isBefore(CreatedAt, since)) found.add(arn);
    if (summaries.some(({ CreatedAt }) => isBefore(CreatedAt, since))) break;
  }
  return [...found];
}

const isBefore = (date: Date | undefined, since: number): boolean => date !== undefined && date.getTime() < since;
