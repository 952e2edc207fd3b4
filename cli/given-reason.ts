import { printable } from '../core/domain/printable.ts';
import { WrongUsage } from './wrong-usage.ts';

/** Whoever looks later at what it was given for reads it. */
const LONGEST_REASON = 500;

/**
 * A reason as it was typed, harmless to print.
 * @param expected what to do instead of giving none
 * @throws WrongUsage where it says nothing, or too much
 */
export function givenReason(reason: string, expected: string): string {
  if (reason.trim() === '') throw new WrongUsage(`--reason: ${expected}`);
  if (reason.length > LONGEST_REASON) throw new WrongUsage(`--reason: expected at most ${LONGEST_REASON} characters`);
  return printable(reason);
}
