import { ServiceError } from '../errors.ts';

/** Who signed a request, as its SigV4 header says. Signatures themselves are not verified: the emulator has no secrets. */
export interface Signature {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
  /** What belongs to a temporary key. */
  readonly sessionToken?: string | undefined;
}

const SIGNED =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/\d{8}\/([^/,\s]+)\/([^/,\s]+)\/aws4_request,\s*SignedHeaders=[^,\s]+,\s*Signature=\S+$/;
/** Also of the newer partitions: `eusc-de-east-1`, `us-isob-east-1`. */
export const REGION = /^[a-z]{2,4}(-[a-z]+)+-\d+$/;

/** @throws ServiceError MissingAuthenticationTokenException, IncompleteSignatureException or InvalidSignatureException */
export function readSignature(header: string | undefined, sessionToken?: string): Signature {
  if (!header) throw new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  const [, accessKeyId = '', region = '', service = ''] = SIGNED.exec(header) ?? [];
  if (accessKeyId === '') {
    throw new ServiceError(
      'IncompleteSignatureException',
      'The Authorization header is no complete AWS4-HMAC-SHA256 signature.',
    );
  }
  if (!REGION.test(region)) {
    throw new ServiceError(
      'InvalidSignatureException',
      `Credential should be scoped to a valid region, not '${region}'.`,
    );
  }
  return { accessKeyId, region, service, sessionToken };
}

/** The service a request is signed for, undefined when it is not signed. */
export const signedFor = (header: string | undefined): string | undefined => SIGNED.exec(header ?? '')?.[3];

/** @throws ServiceError InvalidSignatureException, as the front ends answer a request signed for another service */
export function requireService(signature: Signature, service: string): void {
  if (signature.service === service) return;
  throw new ServiceError('InvalidSignatureException', `Credential should be scoped to correct service: '${service}'.`);
}
