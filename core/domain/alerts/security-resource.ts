import { isRegion } from '../arn.ts';
import type { FindingNews } from '../findings/told-finding.ts';
import { printable } from '../printable.ts';
import type { HubPlace } from './security-finding.ts';

/** What a finding in the AWS Security Finding Format is about. */
export interface SecurityResource {
  readonly Type: string;
  readonly Id: string;
  readonly Partition?: (typeof PARTITIONS)[number];
  readonly Region?: string;
  readonly Details: { readonly Other: Readonly<Record<string, string>> };
}

/** Those that the format knows by the name that stands in ARNs. */
const PARTITIONS = ['aws', 'aws-cn', 'aws-us-gov'] as const;

/** Of a value in `Details.Other`, characters (user guide, Other object in ASFF). */
const LONGEST_VALUE = 1023;

/** The CA, the certificate, or the account that could not be seen; it names whose it is, for the finding itself is the hub's. */
export function securityResource({ about, finding }: FindingNews, hub: HubPlace): SecurityResource {
  const { kind, arn, account } = about;
  if (kind === 'coverage' || arn === undefined)
    return {
      Type: 'AwsAccount',
      Id: `AWS::::Account:${account ?? hub.account}`,
      ...placeOf(hub.partition, finding.region ?? hub.region),
      Details: { Other: others({ Account: account ?? hub.account, Subject: finding.subject }) },
    };
  const [, partition = '', service, region = '', owner] = arn.split(':');
  const { domainName, authorityArn } = finding;
  return {
    // The format has no type for a private CA, nor for what one issued.
    Type: service === 'acm' ? 'AwsCertificateManagerCertificate' : 'Other',
    Id: arn,
    ...placeOf(partition, region),
    Details: {
      Other: others({ Account: owner, ConcernedAccount: account, DomainName: domainName, AuthorityArn: authorityArn }),
    },
  };
}

const placeOf = (partition: string, region: string): Pick<SecurityResource, 'Partition' | 'Region'> => {
  const Partition = PARTITIONS.find((known) => known === partition);
  return { ...(Partition !== undefined && { Partition }), ...(isRegion(region) && { Region: region }) };
};

/** The format takes no text of spaces alone. */
const others = (values: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined || value.trim() === '' ? [] : [[name, printable(value.slice(0, LONGEST_VALUE))]],
    ),
  );
