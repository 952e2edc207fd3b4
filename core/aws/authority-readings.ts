import { parseAuthorityArn, type AccountId } from '../domain/arn.ts';
import type { AuthorityDescription } from '../domain/authorities/authority.ts';
import { known, type Fact } from '../domain/fact.ts';
import type { AuthorityReading } from '../domain/inventory/authority-record.ts';
import type { AuthorityDescriber, AuthorityReader } from '../gathering/ports.ts';
import type { ReissueReader } from '../reissue/ports.ts';
import type { AuthorityReadingPort } from '../sweep/ports.ts';

/** Reads all that a sweep keeps of a CA. What the listing of a place tells of its CAs is not asked again. */
export class AuthorityReadings implements AuthorityReadingPort {
  readonly #authorities: AuthorityReader & AuthorityDescriber;
  readonly #reader: Pick<ReissueReader, 'tagsOfAuthority'>;
  readonly #listed = new Map<string, AuthorityDescription>();

  constructor(authorities: AuthorityReader & AuthorityDescriber, reader: Pick<ReissueReader, 'tagsOfAuthority'>) {
    this.#authorities = authorities;
    this.#reader = reader;
  }

  async authoritiesOf(account: AccountId, region: string): Promise<Fact<readonly string[]>> {
    const listed = await this.#authorities.authoritiesIn(account, region);
    if (!listed.known) return listed;
    for (const [arn, description] of listed.value) this.#listed.set(arn, description);
    return known([...listed.value.keys()].toSorted());
  }

  async readAuthority(arn: string): Promise<AuthorityReading> {
    const authority = parseAuthorityArn(arn);
    const listed = this.#listed.get(arn);
    // It is new only once: whoever reads the CA again wants to know what it is then.
    this.#listed.delete(arn);
    const [description, grants, policy, tags] = await Promise.all([
      listed === undefined ? this.#authorities.describe(authority) : known(listed),
      this.#authorities.grants(authority),
      this.#authorities.policy(authority),
      this.#reader.tagsOfAuthority(authority),
    ]);
    return { arn, description, grants, policy, tags };
  }
}
