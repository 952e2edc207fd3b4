import * as z from 'zod/mini';
import { parseCertificateArn } from '../../core/domain/arn.ts';
import {
  changesAfter,
  type CertificateFinding,
  type CertificateFindingChange,
  type JudgedCertificate,
} from '../../core/domain/findings/certificate-finding.ts';
import { certificateNotice } from '../../core/domain/findings/certificate-notice.ts';
import type { OutgoingNotice } from '../../core/domain/findings/outgoing-notice.ts';
import type { RenewalPlan } from '../../core/domain/certificates/renewal-plan.ts';
import type { CertificateVerdictName } from '../../core/domain/certificates/renewal-checks/check.ts';
import type { Clock } from '../../core/runtime/clock.ts';
import { certificateArn, holder, madeEarlier } from '../../core/runtime/shapes.ts';

export const concludeCertificateInput = z.object(
  {
    certificateArn,
    holder,
    inspectedAt: z.string('a time, ISO 8601').check(z.regex(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/, 'a time, ISO 8601, UTC')),
    gone: z.boolean('true or false'),
    judged: madeEarlier<JudgedCertificate>('what InspectCertificate judged'),
  },
  'an object',
);

/** How an inspection ended: the verdict, what was planned, and how many notices were sent. */
export interface ConcludedCertificate extends Omit<JudgedCertificate['verdict'], 'verdict'> {
  readonly certificateArn: string;
  readonly verdict: CertificateVerdictName;
  readonly plan: RenewalPlan;
  readonly notices: number;
}

/** A later inspection has concluded already: its view stands, and nothing was written. */
export interface SupersededInspection {
  readonly certificateArn: string;
  readonly superseded: true;
}

export interface ConcludeCertificatePorts {
  readonly clock: Clock;
  readonly inspections: {
    noteInspection(certificateArn: string, inspectedAt: string, seen: object): Promise<boolean>;
    wasInspectedAfter(certificateArn: string, inspectedAt: string): Promise<boolean>;
    findingOf(certificateArn: string): Promise<CertificateFinding | undefined>;
    writeInspected(change: CertificateFindingChange, notice: OutgoingNotice, inspectedAt: string): Promise<void>;
  };
  readonly outbox: { flushCertificate(certificateArn: string, sender: string): Promise<readonly string[]> };
  readonly count: (metric: string, amount?: number) => void;
}

/** How often each verdict came out, by the metric's name. */
const METRICS: Record<CertificateVerdictName, string> = {
  renewable: 'CertificateRenewable',
  'not-renewable': 'CertificateNotRenewable',
  unmanaged: 'CertificateUnmanaged',
  'out-of-force': 'CertificateOutOfForce',
  undeterminable: 'CertificateUndeterminable',
};

/**
 * Opens, changes or resolves the finding of a certificate, then sends what is waiting to be told. Running it again is safe:
 * what is written already changes nothing, and what was not sent yet is sent.
 */
export function concludeCertificate(ports: ConcludeCertificatePorts) {
  return async (
    input: z.infer<typeof concludeCertificateInput>,
  ): Promise<ConcludedCertificate | SupersededInspection> => {
    const { arn } = parseCertificateArn(input.certificateArn);
    const { inspectedAt, gone, judged } = input;
    const { verdict, plan } = judged;
    if (!(await isLatest(ports, input))) {
      // What an earlier try of this execution took to send is still this execution's to send.
      await ports.outbox.flushCertificate(arn, input.holder);
      return { certificateArn: arn, superseded: true };
    }
    const now = (await ports.clock.now()).toISOString();
    const changes = changesAfter(await ports.inspections.findingOf(arn), judged, gone, now);
    for (const change of changes)
      await ports.inspections.writeInspected(change, certificateNotice(change), inspectedAt);
    const notices = await ports.outbox.flushCertificate(arn, input.holder);
    ports.count(METRICS[verdict.verdict]);
    ports.count('NoticesSent', notices.length);
    return { certificateArn: arn, ...verdict, plan, notices: notices.length };
  };
}

/** Whether no later inspection stands. One that could not determine anything stands in no certain one's way. */
async function isLatest(
  { inspections }: ConcludeCertificatePorts,
  { certificateArn: arn, inspectedAt, judged: { verdict, plan } }: z.infer<typeof concludeCertificateInput>,
): Promise<boolean> {
  return verdict.verdict === 'undeterminable'
    ? !(await inspections.wasInspectedAfter(arn, inspectedAt))
    : inspections.noteInspection(arn, inspectedAt, { ...verdict, plan });
}
