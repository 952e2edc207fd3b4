import type { AccountId } from '../../core/domain/arn.ts';
import type { AuthorityMemory } from '../../core/gathering/ports.ts';

/** What RenewGuard remembers, in this process. */
export class FakeMemory implements AuthorityMemory {
  readonly consumers = new Map<string, readonly AccountId[]>();
  readonly authorities = new Map<string, string>();

  consumersOf(authorityArn: string): Promise<readonly AccountId[] | undefined> {
    return Promise.resolve(this.consumers.get(authorityArn));
  }

  rememberConsumers(authorityArn: string, consumers: readonly AccountId[]): Promise<void> {
    this.consumers.set(authorityArn, consumers);
    return Promise.resolve();
  }

  authoritiesOf(certificateArns: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const found = [...this.authorities].filter(([arn]) => certificateArns.includes(arn));
    return Promise.resolve(new Map(found));
  }

  rememberAuthorities(authorities: ReadonlyMap<string, string>): Promise<void> {
    for (const [arn, authority] of authorities) this.authorities.set(arn, authority);
    return Promise.resolve();
  }
}
