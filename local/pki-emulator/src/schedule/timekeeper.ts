import { setImmediate } from 'node:timers/promises';
import { type Clock, LAST_MOMENT } from '../clock.ts';
import type { Agenda, Appointment } from './agenda.ts';
import { Gate } from './gate.ts';

/** Something that happened while the clock moved. */
export interface Happening {
  /** ISO 8601. */
  readonly at: string;
  readonly kind: 'event' | 'renewal';
  readonly certificateArn?: string;
  readonly detailType?: string;
}

export interface Move {
  readonly now: Date;
  readonly happened: readonly Happening[];
  readonly reached: 'event' | 'before' | 'nothing';
}

/** Lets a subject's matters happen. */
export type Happen = (subject: string, matters: readonly string[]) => Promise<void>;

/** Timers cannot wait longer. */
const LONGEST_TIMER = 2 ** 31 - 1;
/** How long a move works before others of the process get a turn. */
const TURN_MILLISECONDS = 25;

/**
 * Lets everything happen when it is due: in order, with the clock standing at that moment, and alone, while no call is
 * inside. What real time makes due happens before the next call, or by itself; what a move of the clock makes due before
 * the move is answered.
 */
export class Timekeeper {
  readonly #clock: Clock;
  readonly #agenda: Agenda;
  readonly #happen: Happen;
  readonly #gate = new Gate();
  readonly #underWay = new Set<Promise<unknown>>();
  #timer: NodeJS.Timeout | undefined;
  #busy = false;
  #stopped = false;
  #subject: string | undefined;
  /** Kept only while somebody will be told. */
  #happened: Happening[] | undefined;
  #turnEnds = 0;
  #run: object = {};
  readonly #passedOver = new Set<string>();

  constructor(clock: Clock, agenda: Agenda, happen: Happen) {
    this.#clock = clock;
    this.#agenda = agenda;
    this.#happen = happen;
    agenda.onChange = () => this.#arm();
  }

  /** Answers a call, after all that is due by now. */
  async call<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#agenda.next();
    if (!this.#busy && next !== undefined && next <= this.#clock.now().getTime()) await this.#catchUp();
    return this.#gate.beside(work);
  }

  /** Lets a call that is being answered wait in real time without holding the clock up. */
  aside<T>(wait: () => Promise<T>): Promise<T> {
    return this.#gate.aside(wait);
  }

  /** Does something while nothing else happens. */
  alone<T>(work: () => T): Promise<T> {
    return this.#alone(() => Promise.resolve(work()));
  }

  /** Work that goes on after its call was answered; a move of the clock waits for it. */
  track(work: Promise<unknown>): void {
    const entry = work.catch(() => undefined).finally(() => this.#underWay.delete(entry));
    this.#underWay.add(entry);
  }

  /**
   * Stands for the run under way: while the clock moves no call changes anything, so what was found out about a CA or a
   * role holds until the run ends or time itself changes it.
   */
  get run(): object {
    return this.#run;
  }

  get running(): boolean {
    return this.#busy;
  }

  /** The subject has passed over moments that change nothing in this run; the next run begins without that knowledge. */
  planAfterRun(subject: string): void {
    this.#passedOver.add(subject);
  }

  /** Tells that something happened, for the answer of `next`. */
  note(happening: Pick<Happening, 'kind' | 'detailType'>): void {
    if (!this.#happened) return;
    const certificateArn = this.#subject === undefined ? {} : { certificateArn: this.#subject };
    this.#happened.push({ at: this.#clock.now().toISOString(), ...happening, ...certificateArn });
  }

  /** Moves to the moment that `choose` makes of now. @throws ClockRefusal */
  moveTo(choose: (now: Date) => Date, field: string): Promise<Date> {
    return this.#alone(async () => {
      const moment = this.#clock.check(choose(this.#clock.now()), field).getTime();
      await this.#letHappen(moment);
      this.#clock.runFrom(moment);
      return this.#clock.now();
    });
  }

  /** Moves to the first moment at which an event is published, or to `before` when none is. @throws ClockRefusal */
  next(before: Date | undefined): Promise<Move> {
    return this.#alone(async () => {
      await this.#letHappen(this.#clock.now().getTime());
      this.#clock.run();
      const limit = before && this.#clock.check(before, 'before').getTime();
      const happened: Happening[] = (this.#happened = []);
      const published = () => happened.some(({ kind }) => kind === 'event');
      const stopped = await this.#letHappen(limit ?? LAST_MOMENT, published);
      // Where nothing was published and no limit was given, time stays where the last thing happened.
      this.#clock.runFrom(stopped ?? limit ?? this.#clock.now().getTime());
      const reached = stopped !== undefined ? 'event' : limit !== undefined ? 'before' : 'nothing';
      return { now: this.#clock.now(), happened, reached };
    });
  }

  /** ISO 8601 of what is due next. */
  nextDue(): string | undefined {
    const next = this.#agenda.next();
    return next === undefined ? undefined : new Date(next).toISOString();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #catchUp(): Promise<void> {
    await this.#gate.alone(() => this.#busily(() => this.#letHappen(this.#clock.now().getTime())));
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#gate.alone(async () => {
      while (this.#underWay.size > 0) await Promise.all(this.#underWay);
      return this.#busily(work);
    });
  }

  async #busily<T>(work: () => Promise<T>): Promise<T> {
    this.#busy = true;
    this.#turnEnds = performance.now() + TURN_MILLISECONDS;
    this.#run = {};
    try {
      return await work();
    } finally {
      this.#clock.run();
      this.#happened = undefined;
      this.#busy = false;
      this.#planAgain();
      this.#arm();
    }
  }

  #planAgain(): void {
    for (const subject of this.#passedOver) this.#agenda.plan(subject);
    this.#passedOver.clear();
  }

  /** @returns the moment after which `enough` was true; undefined when everything due by `until` happened */
  async #letHappen(until: number, enough: () => boolean = () => false): Promise<number | undefined> {
    for (let due = this.#agenda.take(until); due && !this.#stopped; due = this.#agenda.take(until)) {
      this.#clock.standAt(due.at);
      await this.#attend(due);
      if (this.#agenda.next() !== due.at && enough()) return due.at;
      if (performance.now() > this.#turnEnds) await this.#giveTurn();
    }
    // Without a limit everything has happened, and the time stays where the last of it did.
    if (until < LAST_MOMENT) this.#agenda.settle(until);
    return undefined;
  }

  /** Nothing that fails here may take the schedule, or the process, with it. */
  async #attend({ subject, matters }: Appointment & { readonly subject: string }): Promise<void> {
    this.#subject = subject;
    try {
      await this.#happen(subject, matters);
    } catch (error) {
      console.error(error);
    }
    this.#subject = undefined;
    this.#agenda.plan(subject);
  }

  async #giveTurn(): Promise<void> {
    await setImmediate();
    this.#turnEnds = performance.now() + TURN_MILLISECONDS;
  }

  #arm(): void {
    if (this.#busy || this.#stopped) return;
    clearTimeout(this.#timer);
    const next = this.#agenda.next();
    if (next === undefined) return;
    const wait = Math.max(0, next - this.#clock.now().getTime());
    this.#timer = setTimeout(() => void this.#catchUp(), Math.min(wait, LONGEST_TIMER)).unref();
  }
}
