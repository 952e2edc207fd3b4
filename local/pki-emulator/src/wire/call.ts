import type { Principal } from '../authorisation/principal.ts';
import type { ServiceError } from '../errors.ts';
import type { HttpRequest } from './messages.ts';
import type { World } from '../world.ts';

/** As requests are signed for it. */
export type ServiceName = 'acm' | 'acm-pca' | 'rolesanywhere' | 'tagging';

/** One call of one account: who, where, and what it may touch. */
export interface Call {
  readonly world: World;
  readonly service: ServiceName;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  readonly accessKeyId: string;
  /** Who in the account; undefined where nobody tells, and where a service calls on its own. */
  readonly principal?: Principal | undefined;
  /** Why nobody tells, for what has to know. */
  readonly unknown?: ServiceError | undefined;
  /** The request of a call that is signed with a certificate (CreateSession): it is judged by what it proves. */
  readonly proof?: HttpRequest;
  readonly requestId: string;
  readonly userAgent: string;
  readonly sourceAddress: string;
}
