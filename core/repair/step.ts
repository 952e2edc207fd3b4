import { parseAuthorityArn, type AuthorityArn } from '../domain/arn.ts';
import type { Repair, RepairableCode, RepairSubject } from '../domain/repair/repair.ts';
import { InvalidInput } from '../domain/invalid-input.ts';
import type { RepairRecords } from './ports.ts';

/** What the state machine does next. */
export const NEXT_REPAIR_STEPS = ['ask', 'mend', 'finish'] as const;

/** What a step of a repair came to. */
export interface RepairStep {
  readonly next: (typeof NEXT_REPAIR_STEPS)[number];
  readonly because: string;
}

/** What every step of a repair is told: which state of affairs is repaired, and the execution that does it. */
export interface RepairInput {
  readonly certificateAuthorityArn: string;
  readonly code: RepairableCode;
  readonly account: string;
  readonly episode: string;
  readonly attempt: number;
}

export const finish = (because: string): RepairStep => ({ next: 'finish', because });

/** @throws InvalidInput naming what is wrong with the ARN */
export function subjectOf(input: RepairInput): { readonly authority: AuthorityArn; readonly subject: RepairSubject } {
  const authority = parseAuthorityArn(input.certificateAuthorityArn);
  return { authority, subject: { authorityArn: authority.arn, code: input.code, account: input.account } };
}

/** The repair that BeginRepair has written down. @throws InvalidInput where it is another one by now */
export async function begunRepair(repairs: RepairRecords, subject: RepairSubject, input: RepairInput): Promise<Repair> {
  const repair = await repairs.repairOf(subject);
  if (repair?.episode === input.episode && repair.attempt === input.attempt) return repair;
  throw new InvalidInput('episode', 'the repair that BeginRepair wrote down', `${input.episode}-${input.attempt}`);
}
