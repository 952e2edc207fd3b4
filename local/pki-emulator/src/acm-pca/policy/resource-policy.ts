import type { Statement } from './statements.ts';

/** A CA's resource policy: its text, what it means, and the RAM shares it stands for when RAM made it. */
export interface ResourcePolicy {
  readonly text: string;
  readonly statements: readonly Statement[];
  /** Account → names of its RAM managed permissions; empty when the owner put the policy. */
  readonly shares: ReadonlyMap<string, readonly string[]>;
}
