import { ownStores } from '../../core/aws/own-stores.ts';
import type { Mode, ModeRecord } from '../../core/domain/reissue/mode.ts';
import type { Terminal } from '../../core/runtime/terminal.ts';
import { connect } from '../deployed.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { givenReason } from '../given-reason.ts';
import { write } from '../paper.ts';
import type { ModeOptions } from '../reissue-program.ts';
import { safeJson, safeLines } from '../text/lines.ts';
import { modeText } from '../text/mode.ts';
import { WrongUsage } from '../wrong-usage.ts';

/** The version of the answer's form; docs/schemas/mode.v1.json describes it. */
const MODE_VERSION = '1';

/** `renewguard mode [act|dry-run|stop]`. */
export async function runMode(mode: Mode | undefined, options: ModeOptions, terminal: Terminal): Promise<ExitCode> {
  const reason = reasonIn(options, mode);
  const { caller, deployment, now } = await connect(options, terminal);
  const { modes } = ownStores(deployment);
  const set = mode && { mode, by: caller.arn, at: now, ...(reason !== undefined && { reason }) };
  if (set !== undefined) await modes.setMode(set);
  const record = set ?? (await modes.mode());
  await write(process.stdout, options.json ? modeJson(record, deployment) : modeLine(record));
  return EXIT.clean;
}

function reasonIn({ reason }: ModeOptions, mode: Mode | undefined): string | undefined {
  if (reason === undefined) return undefined;
  if (mode === undefined)
    throw new WrongUsage('--reason goes with the mode that is set: renewguard mode stop --reason …');
  return givenReason(reason, 'expected some words, or leave it out');
}

const modeLine = (record: ModeRecord): string => `${safeLines([modeText(record)]).join('')}\n`;

const modeJson = (record: ModeRecord, { stack, region }: { readonly stack: string; readonly region: string }): string =>
  safeJson({ schemaVersion: MODE_VERSION, stack, region, ...record });
