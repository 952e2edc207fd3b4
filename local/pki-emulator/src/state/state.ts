import type { AcmCertificate } from '../acm/certificate.ts';
import type { CertificateHistory } from '../acm/certificate-quotas.ts';
import type { PublicAuthorities } from '../acm/public-authority.ts';
import { ServiceLinkedRoles } from '../acm/service-linked-role.ts';
import type { Authority } from '../acm-pca/authority.ts';
import type { Principal } from '../authorisation/principal.ts';
import type { Bucket } from '../neighbours/s3/bucket.ts';
import type { AccountRoles } from '../neighbours/iam/role.ts';
import type { RoleSession } from '../rolesanywhere/session/sessions.ts';
import { noRolesAnywhere, type RolesAnywhere } from '../rolesanywhere/state.ts';
import { TokenWindow } from './token-window.ts';

/** What one account has in one region. */
export interface Scope {
  readonly authorities: Map<string, Authority>;
  readonly certificates: Map<string, AcmCertificate>;
  readonly tokens: TokenWindow;
  readonly rolesAnywhere: RolesAnywhere;
  /** When ACM's daily expiry events begin, where PutAccountConfiguration said so. */
  daysBeforeExpiry?: number;
  /** What counts for ACM's yearly quotas, once something does. */
  certificateHistory?: CertificateHistory;
}

/** What the state consists of, for a snapshot. */
export interface StateParts {
  /** By `<account>/<region>`. */
  readonly scopes: Map<string, Scope>;
  /** The issuers of public certificates, the same in all accounts and regions. */
  readonly publicAuthorities: PublicAuthorities;
  /** Of all accounts and regions: bucket names are global. */
  readonly buckets: Map<string, Bucket>;
  readonly serviceLinkedRoles: ServiceLinkedRoles;
  /** Of all accounts: IAM is global. */
  readonly roles: AccountRoles;
  /** By access key. */
  readonly sessions: Map<string, RoleSession>;
  /** By access key: whose it is by the word of the admin API, which counts more than STS. */
  readonly principals: Map<string, Principal>;
  readonly sequence: number;
}

const nothingYet = (): StateParts => ({
  scopes: new Map(),
  publicAuthorities: new Map(),
  buckets: new Map(),
  serviceLinkedRoles: new ServiceLinkedRoles(),
  roles: new Map(),
  sessions: new Map(),
  principals: new Map(),
  sequence: 0,
});

/** Everything the emulator holds, keyed by account and region; replaced as a whole by a reset. */
export class State {
  readonly #scopes: StateParts['scopes'];
  readonly publicAuthorities: StateParts['publicAuthorities'];
  readonly buckets: StateParts['buckets'];
  readonly serviceLinkedRoles: StateParts['serviceLinkedRoles'];
  readonly roles: StateParts['roles'];
  readonly sessions: StateParts['sessions'];
  readonly principals: StateParts['principals'];
  #sequence: number;

  constructor(parts: StateParts = nothingYet()) {
    this.#scopes = parts.scopes;
    this.publicAuthorities = parts.publicAuthorities;
    this.buckets = parts.buckets;
    this.serviceLinkedRoles = parts.serviceLinkedRoles;
    this.roles = parts.roles;
    this.sessions = parts.sessions;
    this.principals = parts.principals;
    this.#sequence = parts.sequence;
  }

  parts(): StateParts {
    const { publicAuthorities, buckets, serviceLinkedRoles, roles, sessions, principals } = this;
    const kept = { publicAuthorities, buckets, serviceLinkedRoles, roles, sessions, principals };
    return { scopes: this.#scopes, ...kept, sequence: this.#sequence };
  }

  scope(account: string, region: string): Scope {
    const key = `${account}/${region}`;
    const scope: Scope = this.#scopes.get(key) ?? {
      authorities: new Map(),
      certificates: new Map(),
      tokens: new TokenWindow(),
      rolesAnywhere: noRolesAnywhere(),
    };
    this.#scopes.set(key, scope);
    return scope;
  }

  /** Every account that anything was asked for. */
  accounts(): readonly string[] {
    return [...new Set([...this.#scopes.keys()].map((key) => key.slice(0, key.indexOf('/'))))];
  }

  /** All CAs of a region, whoever owns them: for what is shared across accounts. */
  authoritiesIn(region: string): Authority[] {
    const scopes = [...this.#scopes].filter(([key]) => key.endsWith(`/${region}`));
    return scopes.flatMap(([, scope]) => [...scope.authorities.values()]);
  }

  nextSequence(): number {
    return ++this.#sequence;
  }
}
