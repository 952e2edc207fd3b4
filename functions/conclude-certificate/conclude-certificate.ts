import * as z from 'zod/mini';
import { parseCertificateArn } from '../../core/domain/arn.ts';
import { concludeOnCertificate, type CertificateConclusionPorts } from '../../core/conclusions/certificate.ts';
import type { JudgedCertificate } from '../../core/domain/findings/certificate-finding.ts';
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

export interface ConcludeCertificatePorts extends CertificateConclusionPorts {
  readonly clock: Clock;
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

/** Opens, changes or resolves the finding of a certificate, and tells it. Running it again is safe. */
export function concludeCertificate(ports: ConcludeCertificatePorts) {
  return async (
    input: z.infer<typeof concludeCertificateInput>,
  ): Promise<ConcludedCertificate | SupersededInspection> => {
    const { arn } = parseCertificateArn(input.certificateArn);
    const { verdict, plan } = input.judged;
    const now = (await ports.clock.now()).toISOString();
    const concluded = await concludeOnCertificate(ports, { ...input, certificateArn: arn }, now);
    if (concluded.superseded) return { certificateArn: arn, superseded: true };
    const { length: notices } = concluded.notices;
    ports.count(METRICS[verdict.verdict]);
    ports.count('NoticesSent', notices);
    return { certificateArn: arn, ...verdict, plan, notices };
  };
}
