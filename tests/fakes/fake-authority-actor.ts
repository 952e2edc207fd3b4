import type { Grant } from '../../core/domain/authorities/authority.ts';
import { known } from '../../core/domain/fact.ts';
import type { AuthorityActor } from '../../core/repair/ports.ts';
import type { FakeAuthorities } from './fake-authorities.ts';

/** Changes the CAs of the fake AWS Private CA, as the service does: one permission for a principal and source account. */
export class FakeAuthorityActor implements AuthorityActor {
  readonly #authorities: FakeAuthorities;
  /** What was done, in order. */
  readonly done: string[] = [];

  constructor(authorities: FakeAuthorities) {
    this.#authorities = authorities;
  }

  createGrant(authorityArn: string, grant: Grant): Promise<'created' | 'exists'> {
    const grants = this.#grantsOf(authorityArn);
    if (grants.some((each) => isSame(each, grant))) return Promise.resolve('exists');
    this.#authority(authorityArn).grants = known([...grants, grant]);
    this.done.push(`create ${grant.actions.join()}`);
    return Promise.resolve('created');
  }

  deleteGrant(authorityArn: string, grant: Grant): Promise<void> {
    const left = this.#grantsOf(authorityArn).filter((each) => !isSame(each, grant));
    this.#authority(authorityArn).grants = known(left);
    this.done.push(`delete ${grant.actions.join()}`);
    return Promise.resolve();
  }

  putPolicy(authorityArn: string, policy: string): Promise<void> {
    this.#authority(authorityArn).policy = known(policy);
    this.done.push('put policy');
    return Promise.resolve();
  }

  #authority(arn: string) {
    const found = this.#authorities.standing.get(arn);
    if (found === undefined) throw new Error(`There is no ${arn}.`);
    return found;
  }

  #grantsOf(arn: string): readonly Grant[] {
    const { grants } = this.#authority(arn);
    return grants.known ? grants.value : [];
  }
}

const isSame = (one: Grant, other: Grant): boolean =>
  one.principal === other.principal && one.sourceAccount === other.sourceAccount;
