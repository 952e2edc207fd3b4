import {
  changesAfter,
  type CertificateFinding,
  type CertificateFindingChange,
  type JudgedCertificate,
} from '../domain/findings/certificate-finding.ts';
import { certificateNotice } from '../domain/findings/certificate-notice.ts';
import type { OutgoingNotice } from '../domain/findings/outgoing-notice.ts';

/** What was seen of a certificate, and by whom. */
export interface SeenCertificate {
  readonly certificateArn: string;
  /** When the live read began, ISO 8601: newer views win over older ones. */
  readonly inspectedAt: string;
  readonly gone: boolean;
  readonly judged: JudgedCertificate;
  /** Whoever tells it: the same for every try. */
  readonly holder: string;
}

export interface CertificateConclusionPorts {
  readonly inspections: {
    noteInspection(certificateArn: string, inspectedAt: string, seen: object): Promise<boolean>;
    wasInspectedAfter(certificateArn: string, inspectedAt: string): Promise<boolean>;
    findingOf(certificateArn: string): Promise<CertificateFinding | undefined>;
    writeInspected(change: CertificateFindingChange, notice: OutgoingNotice, inspectedAt: string): Promise<void>;
  };
  readonly outbox: { flushCertificate(certificateArn: string, sender: string): Promise<readonly string[]> };
}

/** What a conclusion changed and told; `superseded`: a later inspection stands, and nothing was written. */
export type CertificateConclusion =
  | { readonly superseded: true }
  | {
      readonly superseded: false;
      readonly changes: readonly CertificateFindingChange[];
      /** The notices that were sent. */
      readonly notices: readonly string[];
    };

/**
 * Opens, changes or resolves the finding of a certificate, then sends what is waiting to be told. Doing it again is safe: what
 * is written already changes nothing, and what was not sent yet is sent.
 * @param now ISO 8601
 */
export async function concludeOnCertificate(
  ports: CertificateConclusionPorts,
  seen: SeenCertificate,
  now: string,
): Promise<CertificateConclusion> {
  const { certificateArn, inspectedAt, gone, judged, holder } = seen;
  if (!(await isLatest(ports, seen))) {
    // What an earlier try of this holder took to send is still this holder's to send.
    await ports.outbox.flushCertificate(certificateArn, holder);
    return { superseded: true };
  }
  const changes = changesAfter(await ports.inspections.findingOf(certificateArn), judged, gone, now);
  for (const change of changes) await ports.inspections.writeInspected(change, certificateNotice(change), inspectedAt);
  return { superseded: false, changes, notices: await ports.outbox.flushCertificate(certificateArn, holder) };
}

/** Whether no later inspection stands. One that could not determine anything stands in no certain one's way. */
async function isLatest(
  { inspections }: CertificateConclusionPorts,
  { certificateArn: arn, inspectedAt, judged: { verdict, plan } }: SeenCertificate,
): Promise<boolean> {
  return verdict.verdict === 'undeterminable'
    ? !(await inspections.wasInspectedAfter(arn, inspectedAt))
    : inspections.noteInspection(arn, inspectedAt, { ...verdict, plan });
}
