import * as z from 'zod/mini';
import { parseCertificateArn } from '../../core/domain/arn.ts';
import { tellDrill, type DrillOutbox, type ToldDrill } from '../../core/conclusions/drill.ts';
import type { Drill } from '../../core/domain/drill/drill.ts';
import { rehearsedBlock } from '../../core/domain/drill/rehearsal.ts';
import { concludeOnCertificate, type CertificateConclusionPorts } from '../../core/conclusions/certificate.ts';
import type { JudgedCertificate } from '../../core/domain/findings/certificate-finding.ts';
import type { RenewalPlan } from '../../core/domain/certificates/renewal-plan.ts';
import type { CertificateVerdictName } from '../../core/domain/certificates/renewal-checks/check.ts';
import type { Clock } from '../../core/runtime/clock.ts';
import { drill } from '../../core/runtime/drill-shape.ts';
import { certificateArn, holder, madeEarlier } from '../../core/runtime/shapes.ts';

export const concludeCertificateInput = z.object(
  {
    certificateArn,
    holder,
    inspectedAt: z.string('a time, ISO 8601').check(z.regex(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/, 'a time, ISO 8601, UTC')),
    gone: z.boolean('true or false'),
    judged: madeEarlier<JudgedCertificate>('what InspectCertificate judged'),
    drill,
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

/** A drill ran through: what was read live, and who was told of the drill. Without a plan: nothing is to be done. */
export interface DrilledCertificate extends Omit<JudgedCertificate['verdict'], 'verdict'> {
  readonly certificateArn: string;
  readonly verdict: CertificateVerdictName;
  readonly drill: ToldDrill;
}

export interface ConcludeCertificatePorts extends CertificateConclusionPorts {
  readonly outbox: CertificateConclusionPorts['outbox'] & DrillOutbox;
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
  ): Promise<ConcludedCertificate | SupersededInspection | DrilledCertificate> => {
    const { arn } = parseCertificateArn(input.certificateArn);
    const { verdict, plan } = input.judged;
    const now = (await ports.clock.now()).toISOString();
    if (input.drill != null) return drilled(ports, arn, input.judged, input.drill, now);
    const concluded = await concludeOnCertificate(ports, { ...input, certificateArn: arn }, now);
    if (concluded.superseded) return { certificateArn: arn, superseded: true };
    const { length: notices } = concluded.notices;
    ports.count(METRICS[verdict.verdict]);
    ports.count('NoticesSent', notices);
    return { certificateArn: arn, ...verdict, plan, notices };
  };
}

/** Nothing is written, and nothing replaced: the finding is only told, as one that would have been. */
async function drilled(
  { outbox, count }: Pick<ConcludeCertificatePorts, 'outbox' | 'count'>,
  certificateArn: string,
  judged: JudgedCertificate,
  drill: Drill,
  now: string,
): Promise<DrilledCertificate> {
  const { verdict } = judged;
  const live = { verdict: verdict.verdict, reason: verdict.reason, isWell: verdict.code === undefined };
  const told = await tellDrill(outbox, drill, rehearsedBlock(judged, now), live);
  count('DrillsTold');
  return { certificateArn, ...verdict, drill: told };
}
