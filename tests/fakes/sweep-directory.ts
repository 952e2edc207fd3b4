import type { AccountDirectory, MemberAccount } from '../../core/sweep/ports.ts';
import { Hooked } from './hooked.ts';
import { copyOf } from './sweep-pages.ts';

/** The accounts of the organisation as sweeps have found them, in this process. */
export class FakeDirectory extends Hooked implements AccountDirectory {
  readonly #members = new Map<string, MemberAccount>();

  members(): Promise<readonly MemberAccount[]> {
    return this.called('directory.members', () => {
      const byId = [...this.#members].toSorted(([one], [other]) => (one < other ? -1 : 1));
      return byId.map(([, member]) => copyOf(member));
    });
  }

  rememberMembers(members: readonly MemberAccount[]): Promise<void> {
    return this.called('directory.rememberMembers', () => {
      for (const member of members) this.#members.set(member.id, copyOf(member));
    });
  }
}
