import { secretToken } from '../domain/reissue/intent.ts';
import type { Issuance } from '../domain/reissue/issuance.ts';
import { sha256Hex } from '../pki/digest.ts';

/** Tags on secrets, and the prefixes of the secrets that RenewGuard names itself. */
export const NAMED = {
  /** On every secret that RenewGuard made: the certificate it was made for. */
  madeBy: 'renewguard:certificate',
  /** On temporary ones: when they must be gone, ISO 8601. */
  deadline: 'renewguard:deadline',
  /** A host writes here the serial of the certificate that it serves. */
  installed: 'renewguard:installed',
} as const;

/** Where a fresh key waits until it is delivered. */
export const temporarySecret = ({ intent, attempt }: Pick<Issuance, 'intent' | 'attempt'>): string =>
  `renewguard/temporary/${intent}-${attempt}`;

/** The intent that a temporary secret was made for; undefined: its name is another's. */
export const intentOfTemporary = (secretArn: string): string | undefined =>
  /:secret:renewguard\/temporary\/([0-9a-f]{32})-\d+/.exec(secretArn)?.[1];

/** Where the keys of what was imported into an ARN of ACM are kept: ACM gives none back, and there must be a way back. */
export const importedSecret = (certificateArn: string): string =>
  `renewguard/imported/${certificateArn.split('/').at(-1) ?? ''}`;

/** Where a certificate is published whose key stays on its device, and whose route names no secret. */
export const publishedSecret = ({ content }: Issuance['replaces']): string => `renewguard/published/${content.serial}`;

/** The id of the version that a step of an issuance stores: the same however often it is tried. */
export const secretTokenOf = ({ intent, attempt }: Issuance, purpose: string): string =>
  secretToken(intent, attempt, purpose, sha256Hex);
