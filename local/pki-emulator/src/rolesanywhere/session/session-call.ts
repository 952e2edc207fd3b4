import type { Call } from '../../wire/call.ts';
import type { HttpRequest } from '../../wire/messages.ts';
import type { World } from '../../world.ts';
import { readCertificateSignature } from './certificate-signature.ts';

/**
 * A CreateSession request as the call it is: it belongs to the account of the trust anchor it names, and to the default
 * account where it names none. Whether it proves anything is found out when it is carried out.
 *
 * @throws ServiceError for a signature that cannot be read
 */
export function sessionCallOf(
  request: HttpRequest,
  what: Pick<Call, 'service' | 'operation' | 'requestId'>,
  { world, trustAnchorArn }: { readonly world: World; readonly trustAnchorArn: unknown },
): Call {
  const { region, serial } = readCertificateSignature(request.headers['authorization']);
  const account = typeof trustAnchorArn === 'string' ? trustAnchorArn.split(':')[4] : undefined;
  return {
    ...what,
    world,
    account: account !== undefined && /^\d{12}$/.test(account) ? account : world.defaultAccount,
    region,
    accessKeyId: serial.slice(0, 80),
    proof: request,
    userAgent: request.headers['user-agent'] ?? '',
    sourceAddress: request.sourceAddress,
  };
}
