import type { ACMClient } from '@aws-sdk/client-acm';
import type { ACMPCAClient } from '@aws-sdk/client-acm-pca';
import { activeRoot } from './authorities.ts';
import { type Bench, freshAccount, startBench } from './emulator.ts';
import { type Identities, sessionOf, startIdentities } from './identities.ts';

/** A session of the role Guard in an account, and the account's CA. */
export interface Role {
  readonly account: string;
  readonly key: string;
  readonly root: string;
  readonly pca: ACMPCAClient;
  readonly acm: ACMClient;
}

/** An emulator whose callers are judged by an IAM made by hand. */
export interface JudgedBench {
  readonly bench: Bench;
  readonly identities: Identities;
  role(): Promise<Role>;
  /** From now on IAM allows these actions and no other. */
  allowOnly(...actions: string[]): void;
  stop(): Promise<void>;
}

export async function startJudgedBench(): Promise<JudgedBench> {
  const identities = await startIdentities();
  const bench = await startBench({ stsEndpoint: identities.url, iamEndpoint: identities.url });
  let keys = 0;
  return {
    bench,
    identities,
    async role() {
      const account = freshAccount();
      const key = `ASIAROLE${String(++keys).padStart(8, '0')}`;
      identities.keys.set(key, sessionOf(account, 'Guard'));
      const root = await activeRoot(bench.pca(account));
      identities.asked.length = 0;
      return { account, key, root, pca: bench.pca(key), acm: bench.acm(key) };
    },
    allowOnly(...actions) {
      identities.decide = (question) =>
        actions.includes(question.get('ActionNames.member.1') ?? '') ? 'allowed' : 'implicitDeny';
    },
    async stop() {
      await bench.stop();
      await identities.stop();
    },
  };
}

/** The context that IAM was told: key → values. */
export function contextOf(question: URLSearchParams | undefined): Record<string, string[]> {
  const entries: Record<string, string[]> = {};
  for (let index = 1; question?.has(`ContextEntries.member.${index}.ContextKeyName`); index++) {
    const entry = `ContextEntries.member.${index}`;
    const values = [...question].filter(([name]) => name.startsWith(`${entry}.ContextKeyValues.`));
    entries[question.get(`${entry}.ContextKeyName`) ?? ''] = values.map(([, value]) => value);
  }
  return entries;
}
