import { isDeepStrictEqual } from 'node:util';
import { AwsRefused, AwsUnavailable } from '../../core/aws/errors.ts';
import { noticeOrder } from '../../core/aws/issuance-record.ts';
import type { OutgoingNotice } from '../../core/domain/findings/outgoing-notice.ts';
import type { Issuance, Lineage } from '../../core/domain/reissue/issuance.ts';
import { lineagesOf } from '../../core/domain/reissue/lineage.ts';
import type { Begun, Ledger, Limits } from '../../core/reissue/ports.ts';
import { FakeBudget } from './fake-budget.ts';

/** Does it at once, whole and alone, as a transaction does; what is thrown is a rejection. */
const transaction = <T>(act: () => T): Promise<T> => new Promise((resolve) => resolve(act()));

/** As the table gives it back: a copy, without members that are undefined. */
const stored = (issuance: Issuance): Issuance => JSON.parse(JSON.stringify(issuance)) as Issuance;

/** The ledger of issuances, as the table keeps it: tests/builders/ledger-contract.ts holds for both. */
export class FakeIssuances implements Ledger {
  readonly #issuances = new Map<string, Issuance>();
  readonly #lineages = new Map<string, Lineage>();
  readonly #tokens = new Map<string, { readonly intent: string; takenIn: string; certificateArn?: string }>();
  readonly #budget = new FakeBudget();
  readonly #keep: (intent: string, notice: OutgoingNotice, order: number) => void;
  /** All notices that were ever written, in the order of their writing. */
  readonly notices: { readonly intent: string; readonly notice: OutgoingNotice }[] = [];

  /** @param keep what sends the notices: FakeLedger keeps them until they are flushed */
  constructor(keep: (intent: string, notice: OutgoingNotice, order: number) => void = () => undefined) {
    this.#keep = keep;
  }

  issuanceOf(intent: string): Promise<Issuance | undefined> {
    return transaction(() => this.#find(intent));
  }

  openIssuance(issuance: Issuance): Promise<Issuance> {
    return transaction(() => this.#find(issuance.intent) ?? this.#write({ ...issuance, version: 1 }));
  }

  advance(issuance: Issuance, notices: readonly OutgoingNotice[] = []): Promise<Issuance> {
    return transaction(() => {
      const next = stored({ ...issuance, version: issuance.version + 1 });
      if (isDeepStrictEqual(this.#known(issuance.intent), next)) return next;
      this.#mustBeOnTop(issuance);
      for (const [index, notice] of notices.entries()) {
        this.notices.push({ intent: issuance.intent, notice });
        this.#keep(issuance.intent, notice, noticeOrder(next, index));
      }
      return this.#write(next);
    });
  }

  beginIssuance(
    issuance: Issuance,
    token: string,
    { perAuthorityAndHour: limit }: Limits,
    time: string,
  ): Promise<Begun> {
    return transaction(() => {
      const now = new Date(time).toISOString();
      const { request, intent, replaces } = issuance;
      if (request === undefined) throw new AwsRefused(`issuance ${intent}: it asks no CA`);
      const before = this.#known(intent);
      if (before.sent?.token === token) return { begun: before, byAnother: true };
      this.#mustBeOnTop(issuance);
      const known = this.#tokens.get(token);
      if (known !== undefined && known.intent !== intent) throw new AwsRefused(`issuance ${intent}: another’s token`);
      const claim = { authorityArn: request.authorityArn, notAfter: replaces.content.notAfter, intent, now };
      const takenIn = now.slice(0, 13);
      const waiting = known?.takenIn === takenIn ? this.#budget.leave(claim) : this.#budget.take(claim, limit);
      if (waiting !== undefined) return waiting;
      if (known === undefined) this.#budget.count(claim);
      this.#tokens.set(token, { ...known, intent, takenIn });
      const sent = { token, at: now };
      return { begun: this.#write({ ...before, version: before.version + 1, state: 'sent', sent, updatedAt: now }) };
    });
  }

  lineageOf(certificateArn: string): Promise<Lineage | undefined> {
    return transaction(() => this.#lineages.get(certificateArn));
  }

  reportedFor(token: string): Promise<string | undefined> {
    return transaction(() => this.#tokens.get(token)?.certificateArn);
  }

  noteReported(token: string, certificateArn: string): Promise<boolean> {
    return transaction(() => {
      const known = this.#tokens.get(token);
      if (known !== undefined) known.certificateArn ??= certificateArn;
      return known !== undefined;
    });
  }

  dueIssuances(by: string): Promise<readonly { readonly intent: string; readonly certificateArn: string }[]> {
    return transaction(() =>
      [...this.#issuances.values()]
        .filter(({ dueAt }) => dueAt !== undefined && Date.parse(dueAt) <= Date.parse(by))
        .toSorted((one, other) => Date.parse(one.dueAt ?? '') - Date.parse(other.dueAt ?? ''))
        .map(({ intent, replaces }) => ({ intent, certificateArn: replaces.certificateArn })),
    );
  }

  issuedIn(month: string): Promise<ReadonlyMap<string, number>> {
    return transaction(() => this.#budget.issuedIn(month));
  }

  #find(intent: string): Issuance | undefined {
    const issuance = this.#issuances.get(intent);
    return issuance && stored(issuance);
  }

  #known(intent: string): Issuance {
    const issuance = this.#find(intent);
    if (issuance === undefined) throw new AwsRefused(`issuance ${intent}: the ledger has no record of it`);
    return issuance;
  }

  #mustBeOnTop({ intent, version }: Issuance): void {
    if (this.#known(intent).version !== version)
      throw new AwsUnavailable(`issuance ${intent}: another wrote on top of version ${version} first`);
  }

  #write(issuance: Issuance): Issuance {
    const before = this.#find(issuance.intent);
    const told = before === undefined ? new Map<string, Lineage>() : lineagesOf(before);
    for (const [arn, lineage] of lineagesOf(issuance))
      if (!isDeepStrictEqual(told.get(arn), lineage))
        this.#lineages.set(arn, { ...this.#lineages.get(arn), ...lineage });
    this.#issuances.set(issuance.intent, stored(issuance));
    return stored(issuance);
  }
}
