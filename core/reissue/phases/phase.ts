import type { Issuance } from '../../domain/reissue/issuance.ts';
import type { ActingStrategy } from '../../domain/reissue/strategy.ts';

/*
 * What the strategies do in each phase of a reissue: one file a phase, so that the function of a phase can do nothing else.
 * What is done twice is done once: each may run again after it did its work and nobody heard of it.
 */

/** What each strategy does in one phase. */
export type Phase<Act> = Readonly<Record<ActingStrategy, Act>>;

/** Something can't be done yet: it is tried again after so many seconds. */
export interface NotYet {
  readonly wait: number;
}

export const isNotYet = (value: object | undefined): value is NotYet => value !== undefined && 'wait' in value;

export const actOf = <Act>(phase: Phase<Act>, { strategy }: Pick<Issuance, 'strategy'>): Act => phase[strategy];
