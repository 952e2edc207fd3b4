import { muteInForce, type Mute } from '../domain/alerts/mute.ts';
import {
  changesAfter,
  type CertificateFinding,
  type CertificateFindingChange,
  type JudgedCertificate,
} from '../domain/findings/certificate-finding.ts';
import { certificateNotice } from '../domain/findings/certificate-notice.ts';
import type { Finding } from '../domain/findings/finding.ts';
import type { OutgoingNotice } from '../domain/findings/outgoing-notice.ts';
import { quieted } from '../domain/findings/quiet-notice.ts';
import { causesOf, toldWithOf, withCause } from '../domain/findings/shared-cause.ts';

/** What was seen of a certificate, and by whom. */
export interface SeenCertificate {
  readonly certificateArn: string;
  /** When the live read began, ISO 8601: newer views win over older ones. */
  readonly inspectedAt: string;
  readonly gone: boolean;
  readonly judged: JudgedCertificate;
  /** What is wrong with its CA is told by the same sweep, once for all its certificates. */
  readonly isAuthorityJudgedLater?: boolean;
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
  /** The findings of a CA; absent: each certificate is told by itself. */
  readonly authorityFindings?: { of(authorityArn: string): Promise<readonly Finding[]> };
  /** What people have muted; absent: nothing ever is. */
  readonly muted?: { mutesOf(subject: string): Promise<readonly Mute[]> };
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
  const { certificateArn, gone, judged, holder } = seen;
  if (!(await isLatest(ports, seen))) {
    // What an earlier try of this holder took to send is still this holder's to send.
    await ports.outbox.flushCertificate(certificateArn, holder);
    return { superseded: true };
  }
  const changes = changesAfter(await ports.inspections.findingOf(certificateArn), judged, gone, now);
  for (const change of changes) await write(ports, seen, change, now);
  return { superseded: false, changes, notices: await ports.outbox.flushCertificate(certificateArn, holder) };
}

/** Of what people have muted, or are told of with the CA's finding, programs alone hear. */
async function write(
  { inspections, muted, authorityFindings }: CertificateConclusionPorts,
  { certificateArn, inspectedAt, isAuthorityJudgedLater = false }: SeenCertificate,
  change: CertificateFindingChange,
  now: string,
): Promise<void> {
  const { authorityArn, code } = change.finding;
  const isCaused = authorityArn !== undefined && causesOf(change.finding).length > 0;
  const ofAuthority = isCaused ? ((await authorityFindings?.of(authorityArn)) ?? []) : [];
  const grouped = withCause(change, toldWithOf(change.finding, ofAuthority, isAuthorityJudgedLater));
  const mute = muteInForce((await muted?.mutesOf(certificateArn)) ?? [], certificateArn, code, now);
  const notice = quieted(certificateNotice(grouped), { muted: mute, toldWith: grouped.finding.toldWith });
  await inspections.writeInspected(grouped, notice, inspectedAt);
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
