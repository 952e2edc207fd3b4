import type { Profile } from './profile.ts';
import type { RevocationList } from './revocation-list.ts';
import type { Subject } from './subject.ts';
import type { TrustAnchor } from './trust-anchor.ts';

/** What one account has of Roles Anywhere in one region, by id. */
export interface RolesAnywhere {
  readonly trustAnchors: Map<string, TrustAnchor>;
  readonly profiles: Map<string, Profile>;
  readonly crls: Map<string, RevocationList>;
  readonly subjects: Map<string, Subject>;
  /** The id of the subject of a name (its DER in hex): there is one for each distinct X.509 subject (service-facts 5.1). */
  readonly subjectIds: Map<string, string>;
}

export const noRolesAnywhere = (): RolesAnywhere => ({
  trustAnchors: new Map(),
  profiles: new Map(),
  crls: new Map(),
  subjects: new Map(),
  subjectIds: new Map(),
});
