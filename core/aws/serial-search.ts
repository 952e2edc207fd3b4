import { paginateSearchCertificates, type ACMClient } from '@aws-sdk/client-acm';
import { complete, nextToken } from './pages.ts';

/** The ARNs of the certificates with a serial number. @param serial hex, as certificates are read */
export async function arnsWithSerial(client: ACMClient, serial: string): Promise<readonly string[]> {
  const found = new Set<string>();
  const request = {
    FilterStatement: { Filter: { X509AttributeFilter: { SerialNumber: withColons(serial) } } },
    MaxResults: 500,
  };
  for await (const { Results = [] } of complete(paginateSearchCertificates({ client }, request), nextToken))
    for (const { CertificateArn: arn } of Results) if (arn !== undefined) found.add(arn);
  return [...found];
}

/** `abc` → `0a:bc`, which is how the filter takes it (service-facts 2.1). */
const withColons = (serial: string): string =>
  (serial.padStart(serial.length + (serial.length % 2), '0').match(/../g) ?? []).join(':');
