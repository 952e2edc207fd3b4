import { ACM_PRINCIPAL } from '../authorities/acm-requirements.ts';
import { parseCertificateArn, type CertificateArn } from '../arn.ts';
import { InvalidInput } from '../invalid-input.ts';

/** Which certificates are to be inspected, and why; `skipped`: why there are none, or what else was named. */
export interface CertificateTrigger {
  readonly certificates: readonly CertificateArn[];
  readonly eventName: string;
  readonly skipped?: string;
}

/** ACM's events that a certificate is inspected for (service-facts 2.5); AWS Health's have one type for all of them (2.6). */
export const CERTIFICATE_EVENTS = [
  'ACM Certificate Approaching Expiration',
  'ACM Certificate Expired',
  'ACM Certificate Available',
  'ACM Certificate Renewal Action Required',
  'ACM Certificate Revoked',
  'AWS Health Event',
] as const;

/** The records of a certificate that a private CA issued (service-facts 3). */
export const ISSUANCE_RECORDS = ['IssueCertificate', 'IssueCertificateDetails'] as const;

export const isIssuanceRecord = (eventName: string): boolean =>
  (ISSUANCE_RECORDS as readonly string[]).includes(eventName);

/** An event of ACM's names one, AWS Health's may name many; a state's data has 256 KiB. */
const MOST_CERTIFICATES = 500;

const LONGEST_REASON = 1000;

/** A person's or a program's own request: `{certificateArn}`. @throws InvalidInput */
export function manualCertificateTrigger(certificateArn: unknown): CertificateTrigger {
  return { certificates: [parseCertificateArn(certificateArn)], eventName: 'manual' };
}

/**
 * What an event of ACM or AWS Health asks for: only the ARNs are taken from it; everything else is read live.
 * @param resources `resources` of the envelope; of AWS Health also the affected entities' values
 * @throws InvalidInput where none of them is a certificate: those that are, are inspected, and the others told as skipped
 */
export function eventCertificateTrigger(eventName: string, resources: readonly unknown[]): CertificateTrigger {
  if (!(CERTIFICATE_EVENTS as readonly string[]).includes(eventName))
    return { certificates: [], eventName, skipped: `${eventName} is about no certificate's renewal` };
  if (resources.length === 0) throw new InvalidInput('resources', 'the ARN of a certificate', resources);
  const { certificates, refused } = readResources(resources);
  if (certificates.length === 0 && refused[0] !== undefined) throw refused[0];
  const tooMany = certificates.length - MOST_CERTIFICATES;
  const left =
    tooMany > 0 ? [`${tooMany} more certificates than the ${MOST_CERTIFICATES} that one execution inspects`] : [];
  const skipped = [...left, ...refused.map(({ message }) => message)].join('; ');
  return {
    certificates: certificates.slice(0, MOST_CERTIFICATES),
    eventName,
    ...(skipped === '' ? {} : { skipped: skipped.slice(0, LONGEST_REASON) }),
  };
}

/** The certificates that an event names, each once, and what else it names. */
function readResources(resources: readonly unknown[]) {
  const certificates = new Map<string, CertificateArn>();
  const refused: InvalidInput[] = [];
  for (const [index, resource] of resources.entries())
    try {
      const certificate = parseCertificateArn(resource, `resources.${index}`);
      certificates.set(certificate.arn, certificate);
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      refused.push(error);
    }
  return { certificates: [...certificates.values()], refused };
}

/** An issuance record as the rule passes it on: fields that the record lacks come as empty texts. */
export interface IssuanceFields {
  readonly eventName: string;
  readonly errorCode?: string;
  /** The certificate: of the answer, or of the record's resources. */
  readonly certificateArn?: string;
  /** ISSUED or FAILED; absent in records of calls. */
  readonly status?: string;
  /** Who asked on somebody's behalf. Reported: it spares an inspection, and authorises nothing. */
  readonly requester?: string;
}

/**
 * What a record of an issuance asks for.
 * @param field where the record names its certificate, for the error
 * @throws InvalidInput where it names none
 */
export function issuanceTrigger(record: IssuanceFields, field = 'certificateArn'): CertificateTrigger {
  const { eventName, errorCode, certificateArn, status, requester } = record;
  const skip = (skipped: string): CertificateTrigger => ({ certificates: [], eventName, skipped });
  if (!isIssuanceRecord(eventName)) return skip(`${eventName} issues no certificate`);
  if (errorCode !== undefined && errorCode !== '')
    return skip(`${eventName} failed with ${errorCode}: nothing was issued`);
  if (status === 'FAILED') return skip('the issuance failed: there is no certificate');
  if (requester === ACM_PRINCIPAL) return skip('ACM asked for it: its own events tell of the certificate');
  return { certificates: [parseCertificateArn(certificateArn, field)], eventName };
}
