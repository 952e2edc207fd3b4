import * as z from 'zod/mini';
import { REMOVALS } from '../domain/authorities/trigger.ts';
import { REPAIRABLE_CODES } from '../domain/repair/repair.ts';

/** Shapes that several functions take: what one state hands to the next. */
export const certificateAuthorityArn = z.string('the ARN of a certificate authority');

export const certificateArn = z.string('the ARN of a certificate');

export const eventName = z.string('the name of what started this');

const oneRemoval = z.enum(REMOVALS, `one of ${REMOVALS.join(', ')}`);

/** What the records that started this took away. */
export const removals = z.array(oneRemoval, `a list of ${REMOVALS.join(', ')}`);

/** The execution that holds the verification: the same for every try of it. */
export const holder = z.string('the ARN of the execution').check(z.minLength(1, 'the ARN of the execution'));

/** The ledger's name for what is to be issued and delivered (core/domain/reissue/intent.ts). */
export const intent = z.string('an intent').check(z.regex(/^[0-9a-f]{32}$/, 'an intent: 32 hex digits'));

/** A sweep is called as the execution that began it. */
export const sweepId = z.string('the id of a sweep').check(z.regex(/^[\w-]{1,80}$/, 'the id of a sweep'));

/** What the steps of an issuance take: everything else stands in the ledger. */
export const ofIssuance = z.object({ intent, holder }, 'an object');

/** What the steps of a repair take: everything else stands in its record and in the finding. */
export const ofRepair = {
  certificateAuthorityArn,
  code: z.enum(REPAIRABLE_CODES, `one of ${REPAIRABLE_CODES.join(', ')}`),
  account: z.string('an account').check(z.regex(/^\d{12}$/, 'an account of twelve digits')),
  episode: z.string('an episode').check(z.regex(/^[0-9a-f]{12}$/, 'an episode: 12 hex digits')),
  attempt: z.number('a number').check(z.gte(1, 'a number from 1')),
};

/** With which a task that waits is answered: kept in the table, and never logged or shown. */
export const taskToken = z.string('the token of the task').check(z.minLength(1, 'the token of the task'));

const isRecord = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value that an earlier state of the same execution made: its type is that state's affair. */
export const madeEarlier = <T extends object>(what: string) => z.custom<T>(isRecord, what);

/** A list of them. */
export const listMadeEarlier = <T extends object>(what: string) =>
  z.custom<readonly T[]>((value) => Array.isArray(value) && value.every(isRecord), what);
