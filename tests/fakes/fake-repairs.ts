import type { OutgoingNotice } from '../../core/domain/findings/outgoing-notice.ts';
import type { Repair, RepairSubject, ReportedRemover } from '../../core/domain/repair/repair.ts';
import type { RemoverRecords, RepairRecords, RepairStarter } from '../../core/repair/ports.ts';
import { AwsUnavailable } from './fake-ledger.ts';

const TURN_MILLISECONDS = 3 * 60 * 1000;

/** What is kept of repairs, as the table keeps it: a change and its notice together, on top of the version before. */
export class FakeRepairs implements RepairRecords, RemoverRecords {
  readonly #keep: (authorityArn: string, notice: OutgoingNotice) => void;
  readonly #repairs = new Map<string, Repair>();
  readonly #removers = new Map<string, ReportedRemover>();
  readonly #turns = new Map<string, { readonly holder: string; readonly until: number }>();
  /** Every state that was written, in order. */
  readonly written: string[] = [];

  constructor(keep: (authorityArn: string, notice: OutgoingNotice) => void) {
    this.#keep = keep;
  }

  repairOf(subject: RepairSubject): Promise<Repair | undefined> {
    return Promise.resolve(this.#repairs.get(keyOf(subject)));
  }

  writeRepair(repair: Repair, notice?: OutgoingNotice): Promise<Repair> {
    const before = this.#repairs.get(keyOf(repair))?.version ?? 0;
    if (before !== repair.version) return Promise.reject(new AwsUnavailable('another wrote first'));
    const next = JSON.parse(JSON.stringify({ ...repair, version: before + 1 })) as Repair;
    this.#repairs.set(keyOf(repair), next);
    this.written.push(next.state);
    if (notice !== undefined) this.#keep(repair.authorityArn, notice);
    return Promise.resolve(next);
  }

  takeTurn(authorityArn: string, holder: string, now: Date): Promise<void> {
    const turn = this.#turns.get(authorityArn);
    const isFree = turn === undefined || turn.holder === holder || turn.until < now.getTime();
    if (!isFree) return Promise.reject(new AwsUnavailable('another execution is repairing it'));
    this.#turns.set(authorityArn, { holder, until: now.getTime() + TURN_MILLISECONDS });
    return Promise.resolve();
  }

  leaveTurn(authorityArn: string, holder: string): Promise<void> {
    if (this.#turns.get(authorityArn)?.holder === holder) this.#turns.delete(authorityArn);
    return Promise.resolve();
  }

  noteRemover(authorityArn: string, removal: 'permission' | 'policy', remover: ReportedRemover): Promise<void> {
    const before = this.#removers.get(`${authorityArn}#${removal}`);
    if (before === undefined || before.at <= remover.at) this.#removers.set(`${authorityArn}#${removal}`, remover);
    return Promise.resolve();
  }

  reportedRemover(authorityArn: string, removal: 'permission' | 'policy'): Promise<ReportedRemover | undefined> {
    return Promise.resolve(this.#removers.get(`${authorityArn}#${removal}`));
  }
}

const keyOf = ({ authorityArn, code, account }: RepairSubject): string => `${authorityArn}#${code}#${account}`;

/** What was started: the names, each once, and the inputs. */
export class FakeRepairStarter implements RepairStarter {
  readonly started = new Map<string, object>();

  startRepair(name: string, input: object): Promise<boolean> {
    if (this.started.has(name)) return Promise.resolve(false);
    this.started.set(name, input);
    return Promise.resolve(true);
  }
}
