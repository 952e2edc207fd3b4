import Table from 'cli-table3';
import colors from 'picocolors';
import type { PlayedStep } from './step.ts';

const inSeconds = (milliseconds: number): string =>
  milliseconds < 1_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1_000).toFixed(1)} s`;

/** The story as a table that fits the terminal, with one line below it that says how it ended. */
export function formatStory(played: readonly PlayedStep[], columns = process.stdout.columns || 120): string {
  const width = Math.min(columns, 140);
  const title = Math.min(Math.max(...played.map((step) => step.title.length)) + 2, Math.floor(width * 0.38));
  const table = new Table({
    head: ['', 'step', 'what was seen', 'took'],
    colWidths: [3, title, Math.max(width - title - 19, 20), 10],
    colAligns: ['left', 'left', 'left', 'right'],
    wordWrap: true,
    style: { head: colors.isColorSupported ? ['cyan'] : [], border: colors.isColorSupported ? ['gray'] : [] },
  });
  for (const { ok, title, seen, took } of played) {
    table.push([ok ? colors.green('✓') : colors.red('✗'), title, seen, inSeconds(took)]);
  }
  const failed = played.filter((step) => !step.ok).length;
  const ending = failed
    ? colors.red(`${failed} of ${played.length} steps did not show what they should.`)
    : colors.green(`All ${played.length} steps showed what they should.`);
  return `${table.toString()}\n${ending}`;
}
