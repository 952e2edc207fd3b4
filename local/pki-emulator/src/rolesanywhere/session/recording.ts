import type { RecordedCall } from '../../events/record.ts';
import { ServiceError } from '../../errors.ts';
import type { Call } from '../../wire/call.ts';
import type { HttpRequest } from '../../wire/messages.ts';
import { readCertificateSignature } from './certificate-signature.ts';
import { presentedIn } from './presented.ts';
import { isMismatch, missingSignedHeaders } from './proof.ts';

/**
 * What CloudTrail has of CreateSession alone (service-facts 5.2). Who calls is told by nothing but the certificate: the
 * form of such an identity is the emulator's guess.
 */
export function recordedOf(call: Call): Pick<RecordedCall, 'identity' | 'additionalEventData'> {
  const identity = {
    type: 'Unknown',
    principalId: '',
    arn: '',
    accountId: call.account,
    accessKeyId: '',
    userName: '',
  };
  if (!call.proof) return { identity };
  return { identity, additionalEventData: { ...oddities(call.proof), postEmptyBody: call.proof.bytes.length === 0 } };
}

function oddities(request: HttpRequest): { missingSignedHeaders: string[]; algorithmMismatch: boolean } {
  try {
    const { algorithm, signedHeaders } = readCertificateSignature(request.headers['authorization']);
    const missing = missingSignedHeaders(request, signedHeaders);
    return { missingSignedHeaders: missing, algorithmMismatch: isMismatch(algorithm, presentedIn(request)) };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { missingSignedHeaders: [], algorithmMismatch: false }; // There is nothing to compare.
  }
}
