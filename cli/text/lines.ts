import { printable } from '../../core/domain/printable.ts';

/** What is printed for a person: every line of it safe for a terminal, whatever stood in a certificate. */
export const safeLines = (lines: readonly string[]): readonly string[] => lines.map(printable);

/** `1 finding`, `2 findings`. */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : plural}`;

/** The day of a moment; JSON and `explain` have it whole. @param moment ISO 8601 */
export const dayOf = (moment: string | undefined): string | undefined => moment?.slice(0, 10);

/** JSON that is as safe to print: what a terminal would obey is escaped, so that nothing is lost either. */
export const safeJson = (value: unknown): string => `${escapedJson(JSON.stringify(value, undefined, 2))}\n`;

/** The same in one line, for what is printed piece by piece. */
export const safeJsonLine = (value: unknown): string => escapedJson(JSON.stringify(value));

function escapedJson(json: string): string {
  const escaped = (character: string): string =>
    [...Array(character.length).keys()]
      .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
      .join('');
  return json.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, escaped);
}
