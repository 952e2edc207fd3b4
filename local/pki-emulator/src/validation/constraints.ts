import { z } from 'zod';

/** Marks an issue that is the emulator's refusal, not a constraint of the service. */
export const REFUSED = 'refused';

/** @param value what is refused of a member that is served otherwise */
const refusal = (value = '') => ({ code: 'custom' as const, params: { kind: REFUSED, value } });

/** A member that the service has and the emulator does not: present at all, it is refused by name. */
export const refusedMember = () =>
  z
    .unknown()
    .transform((value, context) => {
      if (value !== undefined) context.addIssue(refusal());
      return undefined;
    })
    .optional();

/** One of the service's values; those the emulator cannot serve are refused by name. */
export function oneOf<const All extends readonly [string, ...string[]], Served extends All[number]>(
  all: All,
  served: readonly Served[],
) {
  return z.enum(all).transform((value, context): Served => {
    const found = served.find((each) => each === value);
    if (found !== undefined) return found;
    context.addIssue(refusal(value));
    return z.NEVER;
  });
}

/** Without a repeated group, of which each repetition would take stack: inputs have megabytes. */
export const isBase64 = (text: string): boolean => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);

/** Bytes, base64 on the wire; `min` and `max` count the bytes. */
export const blob = (min: number, max: number) =>
  z.string().transform((text, context): Buffer => {
    const bytes = Buffer.from(text, 'base64');
    if (!isBase64(text)) context.addIssue({ code: 'custom', params: { kind: 'serialization' }, message: 'base64' });
    else if (bytes.length < min) context.addIssue({ code: 'custom', message: lengthAtLeast(min) });
    else if (bytes.length > max) context.addIssue({ code: 'custom', message: lengthAtMost(max) });
    return bytes;
  });

/**
 * Text that matches the whole of `pattern`, which the error cites as the service does. One that is too long is not looked at
 * further: a pattern may take stack for each repetition.
 */
export const matching = (pattern: string, min: number, max: number) =>
  z
    .string()
    .min(min)
    .max(max, { abort: true })
    .regex(new RegExp(`^(?:${pattern})$`, 'u'), {
      error: `Member must satisfy regular expression pattern: ${pattern}`,
    });

export const lengthAtLeast = (min: number): string => `Member must have length greater than or equal to ${min}`;
export const lengthAtMost = (max: number): string => `Member must have length less than or equal to ${max}`;
