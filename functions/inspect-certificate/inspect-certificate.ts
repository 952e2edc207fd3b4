import * as z from 'zod/mini';
import { parseCertificateArn, type CertificateArn } from '../../core/domain/arn.ts';
import type { JudgedCertificate } from '../../core/domain/findings/certificate-finding.ts';
import { CertificateNotFound } from '../../core/domain/certificates/certificate-not-found.ts';
import {
  GONE,
  judgeCertificate,
  judgeUnread,
  type CertificateVerdict,
} from '../../core/domain/certificates/certificate-verdict.ts';
import type { CertificateFacts } from '../../core/domain/certificates/certificate.ts';
import type { Fact } from '../../core/domain/fact.ts';
import { nextInspection } from '../../core/domain/authorities/next-read.ts';
import { isTooEarly, planFor, JUST_ISSUED } from '../../core/domain/certificates/renewal-plan.ts';
import { gatherCertificateFacts, type CertificateFactsPorts } from '../../core/gathering/certificate-facts.ts';
import { plannedReplacement, type PlannedReplacementPorts } from '../../core/reissue/planned-replacement.ts';
import { noteIssued, type NoteIssuedPorts, type ReportedIssuance } from '../../core/sweep/note-issued.ts';
import type { Clock } from '../../core/runtime/clock.ts';
import { certificateArn, eventName, madeEarlier } from '../../core/runtime/shapes.ts';

export const inspectCertificateInput = z.object(
  {
    certificateArn,
    eventName,
    /** How many inspections were made before this one. */
    inspections: z.number('a number').check(z.gte(0, 'a number from 0')),
    /** With a record of its issuance. */
    reported: z.optional(z.nullable(madeEarlier<ReportedIssuance>('what IdentifyCertificates read of the record'))),
  },
  'an object',
);

/** What the state machine does next. */
export const NEXT_STEPS = ['leave', 'inspect-again', 'conclude'] as const;

export interface InspectedCertificate {
  /** `leave`: the certificate is gone, and nothing was ever found about it. */
  readonly next: (typeof NEXT_STEPS)[number];
  readonly certificateArn: string;
  /** Inspections made so far. */
  readonly inspections: number;
  /** When the live read began: newer views win over older ones. ISO 8601. */
  readonly inspectedAt: string;
  readonly gone: boolean;
  readonly judged: JudgedCertificate;
  /** Seconds; with `inspect-again` only. */
  readonly inspectAgainAfter?: number;
}

export interface InspectCertificatePorts extends CertificateFactsPorts, PlannedReplacementPorts, NoteIssuedPorts {
  readonly ledger: PlannedReplacementPorts['ledger'];
  readonly clock: Clock;
  readonly inspections: { wasInspected(certificateArn: string): Promise<boolean> };
  readonly count: (metric: string) => void;
}

/** Reads a certificate and its CA live, judges it, and plans what is to be done. */
export function inspectCertificate(ports: InspectCertificatePorts) {
  return async (input: z.infer<typeof inspectCertificateInput>): Promise<InspectedCertificate> => {
    const arn = parseCertificateArn(input.certificateArn);
    const inspectedAt = (await ports.clock.now()).toISOString();
    const facts = await gatherCertificateFacts(ports, arn);
    const gone = facts.known && facts.value === undefined;
    const neverThere = gone && !(await ports.inspections.wasInspected(arn.arn));
    if (neverThere && input.eventName === 'manual') throw new CertificateNotFound(arn);
    const judgement = judge(arn, facts, input.eventName, inspectedAt);
    if (facts.known && facts.value !== undefined && input.reported != null) {
      const { certificate } = facts.value;
      const seen = { certificate, verdict: judgement.judged.verdict, readAt: inspectedAt };
      await noteIssued(ports, seen, input.reported);
    }
    const { unread, judged } = await routed(ports, arn, judgement, inspectedAt);
    const inspections = input.inspections + 1;
    const seen = { certificateArn: arn.arn, inspections, inspectedAt, gone, judged };
    if (neverThere) return { next: 'leave', ...seen };
    const inspectAgainAfter = nextInspection(unread, inspections);
    if (inspectAgainAfter === undefined) return { next: 'conclude', ...seen };
    ports.count('CertificateInspectedAgain');
    return { next: 'inspect-again', ...seen, inspectAgainAfter };
  };
}

interface Judged extends Pick<CertificateVerdict, 'unread'> {
  readonly judged: JudgedCertificate;
}

/** What has to be replaced, is replaced by its route where it has one. */
async function routed(
  ports: InspectCertificatePorts,
  arn: CertificateArn,
  judgement: Judged,
  now: string,
): Promise<Judged> {
  const { judged } = judgement;
  if (judged.plan.action !== 'reissue') return judgement;
  const plan = await plannedReplacement(ports, arn, judged.plan, now);
  return { ...judgement, judged: { ...judged, plan } };
}

function judge(
  { arn, account }: CertificateArn,
  facts: Fact<CertificateFacts | undefined>,
  eventName: string,
  now: string,
): Judged {
  const certificate = facts.known ? facts.value?.certificate : undefined;
  const { checks, unread, ...verdict } = verdictOn(facts, now);
  const authority = facts.known ? facts.value?.authority : undefined;
  const named = {
    arn,
    account,
    ...(certificate?.domainName && { domainName: certificate.domainName }),
    ...(authority?.known && { authorityArn: authority.value.authority.arn }),
  };
  const plan = isTooEarly(verdict, eventName) ? JUST_ISSUED : planFor(verdict, certificate);
  return { unread, judged: { certificate: named, verdict, plan } };
}

function verdictOn(facts: Fact<CertificateFacts | undefined>, now: string): CertificateVerdict {
  if (!facts.known) return judgeUnread(facts.why);
  return facts.value === undefined ? GONE : judgeCertificate(facts.value, now);
}
