import * as z from 'zod/mini';
import {
  eventCertificateTrigger,
  isIssuanceRecord,
  issuanceTrigger,
  manualCertificateTrigger,
  type CertificateTrigger,
} from '../../core/domain/certificates/certificate-trigger.ts';
import type { CertificateArn } from '../../core/domain/arn.ts';
import { csrOfRecord } from '../../core/pki/recorded-request.ts';
import type { Ledger, RecordedRequests } from '../../core/reissue/ports.ts';
import { defined } from '../../core/sweep/contents.ts';
import type { ReportedIssuance } from '../../core/sweep/note-issued.ts';
import type { Drill } from '../../core/domain/drill/drill.ts';
import { drillIn } from '../../core/runtime/drill-shape.ts';
import { parseInput } from '../../core/runtime/parse-input.ts';

const text = z.optional(z.nullable(z.string('a text')));
const list = (what: string) => z.optional(z.nullable(z.array(z.unknown(), what)));

/** `{certificateArn}` by hand, or an event. What else an event carries is not looked at. */
export const identifyCertificatesInput = z.looseObject(
  {
    certificateArn: z.optional(z.unknown()),
    'detail-type': text,
    resources: list('a list of ARNs'),
    detail: z.optional(z.unknown()),
  },
  'an object',
);

/** What is looked at of an event of AWS Health. */
const healthEvent = z.object({
  detail: z.object({ affectedEntities: list('a list of affected entities') }, 'the detail of an event of AWS Health'),
});

/** What is looked at of a record of an issuance, whole or trimmed by the rule; fields it lacks may be empty texts. */
const issuance = z.object(
  {
    eventName: z.string('the name of a record'),
    errorCode: text,
    eventTime: text,
    userIdentity: z.optional(z.nullable(z.object({ arn: text, invokedBy: text }, 'an object'))),
    requestParameters: z.optional(
      z.nullable(
        z.object(
          {
            idempotencyToken: z.optional(z.unknown()),
            csr: z.optional(z.unknown()),
            templateArn: z.optional(z.unknown()),
          },
          'an object',
        ),
      ),
    ),
    responseElements: z.optional(z.nullable(z.object({ certificateArn: text }, 'an object'))),
    resources: list('a list of resources'),
    serviceEventDetails: z.optional(
      z.nullable(z.object({ status: text, requesterServicePrincipal: text }, 'an object')),
    ),
  },
  'a CloudTrail record',
);

const issuanceRecord = z.object({ detail: issuance });

type Issuance = z.infer<typeof issuance>;

export interface IdentifiedCertificate {
  readonly certificateArn: string;
  readonly eventName: string;
  /** Whether this is the only certificate asked about: then the execution's output tells all of it. */
  readonly alone: boolean;
  /** What a record of its issuance tells of it. */
  readonly reported?: ReportedIssuance;
  /** With a fire drill: the certificate is read, and nothing is changed. */
  readonly drill?: Drill;
}

export interface IdentifiedCertificates {
  readonly certificates: readonly IdentifiedCertificate[];
  /** Why there is nothing to do; null where there is. */
  readonly skipped: string | null;
}

export interface IdentifyCertificatesPorts {
  readonly ledger: Pick<Ledger, 'noteReported' | 'lineageOf'>;
  readonly recordedRequests: Pick<RecordedRequests, 'keepRequest'>;
}

/**
 * Says which certificates an event or a person asks to inspect. A record of an issuance is the only place where the CSR of a
 * device can be had: it is kept. What RenewGuard issued itself needs no inspection.
 */
export function identifyCertificates(ports: IdentifyCertificatesPorts) {
  return async (input: z.infer<typeof identifyCertificatesInput>): Promise<IdentifiedCertificates> => {
    const { certificates, eventName, skipped = null } = triggerOf(input);
    const drill = drillIn(input);
    const [issued] = certificates;
    const isIssuance = drill === undefined && isIssuanceRecord(eventName);
    if (issued !== undefined && isIssuance && (await isOwn(ports, issued, input)))
      return { certificates: [], skipped: 'RenewGuard asked for it itself' };
    const alone = certificates.length === 1;
    const reported = isIssuance ? reportedIn(recordIn(input)) : undefined;
    const asked = { eventName, alone, ...(drill && { drill }), ...(reported && { reported }) };
    return { certificates: certificates.map(({ arn }) => ({ certificateArn: arn, ...asked })), skipped };
  };
}

async function isOwn(
  { ledger, recordedRequests }: IdentifyCertificatesPorts,
  { arn }: CertificateArn,
  input: z.infer<typeof identifyCertificatesInput>,
): Promise<boolean> {
  const { requestParameters } = recordIn(input);
  const token = requestParameters?.idempotencyToken;
  if (isText(token) && (await ledger.noteReported(token, arn))) return true;
  if ((await ledger.lineageOf(arn))?.cameFrom !== undefined) return true;
  const csr = csrOfRecord(requestParameters?.csr);
  if (csr !== undefined) await recordedRequests.keepRequest(arn, csr);
  return false;
}

function triggerOf(input: z.infer<typeof identifyCertificatesInput>): CertificateTrigger {
  const { 'detail-type': detailType, resources, detail } = input;
  if (isText(detailType) && !detailType.endsWith('via CloudTrail'))
    return eventCertificateTrigger(detailType, [...new Set([...(resources ?? []), ...affectedBy(detailType, detail)])]);
  if (detail !== undefined) return ofIssuance(recordIn(input));
  return manualCertificateTrigger(input.certificateArn);
}

const recordIn = ({ detail }: z.infer<typeof identifyCertificatesInput>): Issuance =>
  parseInput(issuanceRecord, { detail }).detail;

/** A text that somebody chose; a state's data has 256 KiB. */
const LONGEST_REPORTED = 1024;

/**
 * The call's record says who asked, the service's own for which service; of what ACM asks for first it may say nothing
 * (service-facts 6), and then tells nothing here: it might be ACM's.
 */
function reportedIn(record: Issuance): ReportedIssuance | undefined {
  const { eventName, eventTime, userIdentity, requestParameters, serviceEventDetails } = record;
  const requester = told(serviceEventDetails?.requesterServicePrincipal);
  if (eventName !== 'IssueCertificate' && requester === undefined) return undefined;
  return defined({
    issuedAt: timeIn(eventTime),
    requestedBy: told(userIdentity?.arn),
    invokedBy: requester ?? told(userIdentity?.invokedBy),
    templateArn: told(requestParameters?.templateArn),
  });
}

const told = (value: unknown): string | undefined => (isText(value) ? value.slice(0, LONGEST_REPORTED) : undefined);

const timeIn = (text: unknown): string | undefined =>
  isText(text) && !Number.isNaN(Date.parse(text)) ? new Date(Date.parse(text)).toISOString() : undefined;

function affectedBy(detailType: string, detail: unknown): readonly unknown[] {
  if (detailType !== 'AWS Health Event' || detail === undefined) return [];
  const { affectedEntities } = parseInput(healthEvent, { detail }).detail;
  return (affectedEntities ?? []).map((entity) => member(entity, 'entityValue'));
}

/** The call's record names the certificate in its answer, the service's own among its resources (service-facts 3). */
function ofIssuance(record: Issuance): CertificateTrigger {
  const named = isText(record.responseElements?.certificateArn) || record.eventName === 'IssueCertificate';
  return issuanceTrigger(fieldsOf(record), named ? 'detail.responseElements.certificateArn' : 'detail.resources');
}

function fieldsOf({ eventName, errorCode, userIdentity, responseElements, resources, serviceEventDetails }: Issuance) {
  const certificate = (resources ?? []).find((each) => member(each, 'type') === 'AWS::ACMPCA::Certificate');
  const requester = [serviceEventDetails?.requesterServicePrincipal, userIdentity?.invokedBy].find(isText);
  const certificateArn = [responseElements?.certificateArn, member(certificate, 'ARN')].find(isText);
  return {
    eventName,
    errorCode: errorCode ?? '',
    ...(certificateArn !== undefined && { certificateArn }),
    ...(isText(serviceEventDetails?.status) && { status: serviceEventDetails.status }),
    ...(requester !== undefined && { requester }),
  };
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;

/** What a rule's template leaves of a field that the event lacks is an empty text. */
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
