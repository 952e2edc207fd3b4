import type { Colors } from './colors.ts';
import { safeLines } from './lines.ts';

/** A row of a section; without a value it is left out. */
export type Row = readonly [string, string | undefined];

/** Rows under each other, their values in one column, each safe for a terminal. */
export function rows(all: readonly Row[]): readonly string[] {
  const shown = all.filter((row): row is readonly [string, string] => row[1] !== undefined);
  const width = Math.max(0, ...shown.map(([name]) => name.length));
  return safeLines(shown.map(([name, value]) => `${name.padEnd(width)}  ${value}`));
}

/** A heading and what stands below it, indented; nothing where nothing does. */
export const section = (title: string, lines: readonly string[], colors: Colors): readonly string[] =>
  lines.length === 0 ? [] : [colors.bold(title), ...lines.map((line) => `  ${line}`)];

/** Sections with a line between them. */
export const sectioned = (sections: readonly (readonly string[])[]): string =>
  `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;

/** Whoever has a certificate may have chosen what stands in it: so much of it is shown. */
export const shortened = (text: string, longest = 300): string =>
  text.length <= longest ? text : `${text.slice(0, longest)}…`;

/** The first few, and how many more there are. */
export function listed(values: readonly string[], most = 8): string {
  const shown = values.slice(0, most).map((value) => shortened(value, 253));
  return values.length > most ? `${shown.join(', ')} and ${values.length - most} more` : shown.join(', ');
}
