import type { ActingStrategy } from './strategy.ts';
import type { Route } from './route.ts';
import type { CertificateContent } from './certificate-content.ts';

/** How far an issuance has come. What was reached is never done again; `finished`: nothing is left to do. */
export const ISSUANCE_STATES = [
  'open', // written; nothing was done yet
  'keyed', // key and CSR are stored
  'sent', // the request may have reached the CA
  'issued', // the ARN of the new certificate is recorded
  'collected', // read, checked, and stored where it will be delivered
  'delivered', // in use, as far as RenewGuard can bring it
  'proven', // found where it is used
  'finished', // the old one is marked, temporary secrets are gone
] as const;

export type IssuanceState = (typeof ISSUANCE_STATES)[number];

/** The certificate that is replaced, as it was read when the issuance was opened. */
export interface Replaced {
  /** As it was asked about: of ACM, or of the private CA. */
  readonly certificateArn: string;
  /** The certificate's ARN at its CA, where that is known. */
  readonly issuedArn?: string;
  readonly content: CertificateContent;
  /** The ARNs of the resources that used it, of a certificate of ACM. */
  readonly usedBy?: readonly string[];
}

/** What is asked of the CA. It never changes for one attempt. */
export interface CertificateRequest {
  readonly authorityArn: string;
  readonly templateArn: string;
  readonly signingAlgorithm: string;
  /** IssueCertificate's Validity with type ABSOLUTE: seconds since 1970, so that a retry asks for the same. */
  readonly notAfter: number;
}

/** A version of a secret; never what is in it. */
export interface KeptVersion {
  readonly secretArn: string;
  readonly versionId: string;
}

/** A token was sent, and nobody knows whether the CA issued a certificate for it: faults.md, rule 3. */
export interface Doubt {
  readonly token: string;
  readonly sentAt: string;
  /** What became of it; absent while it isn't known. `none`: the CA issued nothing. */
  readonly resolved?: 'none' | 'adopted' | 'revoked';
  readonly certificateArn?: string;
}

/** What was delivered, and what can be put back. */
export interface Delivery {
  /** When it was begun; of what is delivered, since when it is in use. */
  readonly at: string;
  /** The secret's version that holds the new certificate; absent where no secret is used. */
  readonly version?: KeptVersion;
  /** What was in use before; absent: there is no way back. */
  readonly previousVersionId?: string;
  /** ARN of ACM in which it is found: acm-import, acm-managed, export. */
  readonly acmArn?: string;
  /** It was not proven in its time: what was in use before is being put back, and nothing else may happen any more. */
  readonly isTakenBack?: true;
}

/** What was found where the certificate is used. */
export interface Proof {
  readonly at: string;
  readonly serial: string;
  /** What was looked at, and what was seen, for people: `ACM GetCertificate: serial 0a1b…`. */
  readonly seen: readonly string[];
}

/** Why it did not go on, the last time. */
export interface IssuanceFailure {
  readonly error: string;
  readonly message: string;
  readonly at: string;
  /** What was put back after a delivery that could not be proven, for people. */
  readonly putBack?: string;
}

/**
 * The intent to issue and deliver one certificate: the ledger's record. Whatever crashes, retries or runs in parallel, it says
 * what was done. Times are ISO 8601. No private key is ever in it.
 */
export interface Issuance {
  /** 32 hex digits: see intent.ts. */
  readonly intent: string;
  /** Each write is made on top of the version before. */
  readonly version: number;
  readonly state: IssuanceState;
  /** 1 for the first replacement in a lineage, one more for each that follows. */
  readonly generation: number;
  /** Which certificate for this generation: 1, or more after one had to be thrown away. */
  readonly attempt: number;
  /** How often a delivery was begun in this generation. */
  readonly deliveries: number;
  readonly strategy: ActingStrategy;
  /** Why this strategy. */
  readonly why: string;
  /** What can be put back should the delivery fail, for people; absent: there is no way back. */
  readonly wayBack?: string;
  /** Attempts and deliveries that somebody decided not to count, after the cause was mended. */
  readonly forgiven?: { readonly attempts: number; readonly deliveries: number };
  readonly route: Route;
  /** The part of the route that is this certificate's own: its replacement inherits it. */
  readonly handedOn: Route;
  readonly replaces: Replaced;
  /** Absent for `export`, which issues nothing. */
  readonly request?: CertificateRequest;
  /** The temporary secret with key and CSR; absent where no key is made. */
  readonly key?: KeptVersion;
  /** PEM; what is sent, always the same for one attempt. */
  readonly csr?: string;
  readonly sent?: { readonly token: string; readonly at: string };
  /** The new certificate: of the private CA, or of ACM where ACM holds its key. */
  readonly issued?: { readonly certificateArn: string; readonly serial?: string; readonly notAfter?: string };
  /** Certificates of this generation that are not to be used: they are revoked. */
  readonly discarded: readonly { readonly certificateArn: string; readonly revoked: boolean }[];
  readonly doubts: readonly Doubt[];
  /** What it was for was deleted: what was issued is revoked, and nothing more is done. */
  readonly isAbandoned?: true;
  /** A person's answer to the question whether it may be delivered. */
  readonly approval?: { readonly id: string; readonly answer?: 'approved' | 'rejected'; readonly by?: string };
  /** The version that is delivered, in the secret where it is used. */
  readonly collected?: KeptVersion;
  /** Where that version waits as long as its secret has none: the first version of a secret is in use at once. */
  readonly waitsIn?: KeptVersion;
  readonly delivery?: Delivery;
  readonly proof?: Proof;
  readonly failure?: IssuanceFailure;
  /** When the old certificate is to be revoked; absent: never. */
  readonly revokeAt?: string;
  readonly revokedAt?: string;
  /** The new certificate has an issuance of its own that replaces it. */
  readonly handedOver?: boolean;
  readonly openedAt: string;
  readonly updatedAt: string;
  /** When somebody has to look at it again, should nobody be at it by then; absent: never. */
  readonly dueAt?: string;
}

/** What is known of a certificate that was replaced, or replaces one. */
export interface Lineage {
  /** The issuance that replaced it. */
  readonly replacedBy?: { readonly intent: string; readonly certificateArn: string; readonly at: string };
  /** The issuance that it came from. */
  readonly cameFrom?: { readonly intent: string; readonly certificateArn: string; readonly generation: number };
}
