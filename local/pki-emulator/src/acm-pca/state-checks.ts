import { invalidState, ServiceError } from '../errors.ts';
import { type Authority, type AuthorityKeys, type AuthorityStatus, statusOf } from './authority.ts';

/** Statuses in which permissions, policy and tags of a CA can be read and changed. */
const MANAGEABLE: readonly AuthorityStatus[] = ['PENDING_CERTIFICATE', 'ACTIVE', 'DISABLED', 'EXPIRED'];

/** @throws ServiceError InvalidStateException naming the state (text seen in the Terraform provider's tests) */
export function requireManageable(authority: Authority, now: Date): void {
  const status = statusOf(authority, now);
  if (!MANAGEABLE.includes(status)) throw invalidState(`The certificate authority is in the ${status} state.`);
}

/** A CA's keys. @throws ServiceError RequestInProgressException while they are made, RequestFailedException if that failed */
export function keysOf(authority: Authority): AuthorityKeys {
  const keys = authority.keys.value;
  if (keys) return keys;
  if (authority.keys.state === 'running') {
    throw new ServiceError('RequestInProgressException', 'The certificate authority is being created.');
  }
  throw new ServiceError('RequestFailedException', 'The creation of the certificate authority failed.');
}
