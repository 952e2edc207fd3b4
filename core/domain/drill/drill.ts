/** A fire drill: an event that carries its id runs the whole path, and changes nothing. */
export interface Drill {
  readonly id: string;
}

/** What can be rehearsed. */
export const DRILL_KINDS = ['permission-removed', 'certificate-event'] as const;

export type DrillKind = (typeof DRILL_KINDS)[number];

/** The source of drill events: PutEvents takes none that begins with `aws.`. By itself it means nothing. */
export const DRILL_SOURCE = 'renewguard.drill';

/** How an id looks: it stands in names, subjects and JSON texts. */
export const DRILL_ID = /^[A-Za-z0-9][A-Za-z0-9-]{7,63}$/;

export const DRILL_ID_EXPECTED = 'the id of a drill: 8 to 64 letters, digits and hyphens';

/** An event as it is put on the bus. */
export interface DrillEvent {
  readonly source: typeof DRILL_SOURCE;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: object;
}

/**
 * The event that would come in earnest, marked as a drill.
 * @param arn of the CA, or of the certificate
 * @param now ISO 8601
 */
export function drillEvent(kind: DrillKind, drill: Drill, arn: string, now: string): DrillEvent {
  return kind === 'permission-removed' ? removalOf(drill, arn, now) : expirationOf(drill, arn);
}

/** A CloudTrail record, as far as the rule reads it (service-facts 3). */
const removalOf = (drill: Drill, certificateAuthorityArn: string, eventTime: string): DrillEvent => ({
  source: DRILL_SOURCE,
  detailType: 'AWS API Call via CloudTrail',
  resources: [],
  detail: {
    drill,
    eventSource: 'acm-pca.amazonaws.com',
    eventName: 'DeletePermission',
    eventTime,
    requestParameters: { certificateAuthorityArn, principal: 'acm.amazonaws.com' },
  },
});

const expirationOf = (drill: Drill, certificateArn: string): DrillEvent => ({
  source: DRILL_SOURCE,
  detailType: 'ACM Certificate Approaching Expiration',
  resources: [certificateArn],
  detail: { drill },
});
