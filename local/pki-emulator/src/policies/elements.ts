import { z } from 'zod';

/** Elements that every kind of policy writes alike (IAM user guide, "IAM JSON policy elements reference"). */

/** What a condition compares with; JSON's booleans and numbers count as their texts. */
const values = z
  .union([z.string(), z.boolean(), z.number(), z.array(z.union([z.string(), z.boolean(), z.number()]))])
  .transform((value) => [value].flat().map(String));

/** Operator → key → values. */
export const conditions = z.record(z.string(), z.record(z.string(), values));

export const version = z.enum(['2012-10-17', '2008-10-17']);

export const effect = z.enum(['Allow', 'Deny']);
