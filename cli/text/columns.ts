import Table from 'cli-table3';
import type { Colors } from './colors.ts';

const NO_BORDERS = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid'].flatMap((side) =>
    [side, `${side}-mid`, `${side}-left`, `${side}-right`, `mid-mid`, `left-mid`].map((name) => [name, '']),
  ),
);

/** Columns without borders: one line for the head and one for each row, so that more can stand below a row. */
export function columns(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  colors: Colors,
): readonly string[] {
  const table = new Table({
    chars: { ...NO_BORDERS, middle: '  ' },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  table.push(
    head.map((name) => colors.dim(name.toUpperCase())),
    ...rows.map((row) => [...row]),
  );
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}
