import type { AuthorityRecord } from './authority-record.ts';
import type { CertificateRecord } from './certificate-record.ts';
import { businessUnitOf, ownerOf } from './owner.ts';

/** Whose something is, as far as the inventory tells. */
export interface Ownership {
  readonly owner?: string;
  readonly businessUnit?: string;
}

export const certificateOwnership = ({ owner, businessUnit }: CertificateRecord): Ownership =>
  ownership(owner?.name, businessUnit);

/** A CA's owner is who its tags name; nobody where they could not be read. */
export function authorityOwnership({ arn, account, tags }: AuthorityRecord): Ownership {
  if (!tags.known) return {};
  const facts = { account, authorityArn: arn, names: [], authorityTags: tags.value };
  return ownership(ownerOf(facts)?.name, businessUnitOf(facts));
}

const ownership = (owner: string | undefined, businessUnit: string | undefined): Ownership => ({
  ...(owner !== undefined && { owner }),
  ...(businessUnit !== undefined && { businessUnit }),
});
