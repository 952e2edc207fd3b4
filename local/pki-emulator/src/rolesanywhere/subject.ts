import { certificatePem } from '../x509/pem.ts';
import { type Certificate, partsOf } from '../x509/certificate.ts';
import { serialOf } from './certificate-rules.ts';
import { nameLine } from './distinguished-names.ts';
import { datesOf, type Resource } from './resources.ts';

/** A certificate with which sessions were asked for. */
export interface SeenCredential {
  readonly certificate: Certificate;
  seenAt: Date;
  /** Was the last request with it refused? */
  failed: boolean;
}

export interface SeenProperties {
  readonly seenAt: Date;
  readonly failed: boolean;
  readonly properties: Readonly<Record<string, string>>;
}

/** Who asked for sessions: one for each distinct X.509 subject (service-facts 5.1). */
export interface Subject extends Resource {
  readonly x509Subject: string;
  lastSeenAt: Date;
  /** The most recent ones, newest first. */
  credentials: SeenCredential[];
  instanceProperties: SeenProperties[];
}

/** A subject as lists show it. */
export const subjectSummary = (subject: Subject) => ({
  subjectArn: subject.arn,
  subjectId: subject.id,
  enabled: true,
  x509Subject: subject.x509Subject,
  lastSeenAt: subject.lastSeenAt.toISOString(),
  ...datesOf(subject),
});

/** A subject as GetSubject shows it. */
export const subjectDetail = (subject: Subject) => ({
  ...subjectSummary(subject),
  credentials: subject.credentials.map(({ certificate, seenAt, failed }) => ({
    seenAt: seenAt.toISOString(),
    serialNumber: serialOf(certificate),
    issuer: nameLine(partsOf(certificate).issuer),
    enabled: true,
    x509CertificateData: certificatePem(certificate),
    failed,
  })),
  instanceProperties: subject.instanceProperties.map(({ seenAt, failed, properties }) => ({
    seenAt: seenAt.toISOString(),
    properties,
    failed,
  })),
});
