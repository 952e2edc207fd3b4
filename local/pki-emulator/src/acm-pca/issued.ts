import type { Certificate } from '../x509/certificate.ts';
import type { Pending } from '../state/pending.ts';

/** What the CA signed, with its chain as it was then (the CA's certificate first). */
export interface SignedCertificate {
  readonly certificate: Certificate;
  readonly chain: readonly Certificate[];
}

export interface Revocation {
  readonly at: Date;
  readonly reason: string;
}

/** A certificate that a CA issued or is issuing; `serial` is 32 lower-case hex digits, the end of its ARN. */
export interface IssuedCertificate {
  readonly arn: string;
  readonly serial: string;
  readonly requestedAt: Date;
  readonly requester: string;
  /** Set when a service asked on the requester's behalf. */
  readonly requestedByService: string | undefined;
  readonly templateArn: string;
  /** Which of its CA's revocation lists it refers to; undefined: the complete one, or none. */
  readonly partition: string | undefined;
  readonly signed: Pending<SignedCertificate>;
  revocation?: Revocation;
}
