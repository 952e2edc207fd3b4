import { ownReaders } from '../../core/aws/adapters.ts';
import type { CertificateArn } from '../../core/domain/arn.ts';
import type { Terminal } from '../../core/runtime/terminal.ts';
import { exitCodeFor, type ExitCode } from '../exit-codes.ts';
import { write } from '../paper.ts';
import type { ExplainOptions } from '../program.ts';
import { openSession } from '../session.ts';
import { terminalColors } from '../text/colors.ts';
import { explain } from './explain.ts';
import { explanationJson } from './json.ts';
import { explanationText } from './text.ts';

/** `renewguard explain <certificate ARN>`. */
export async function runExplain(arn: CertificateArn, options: ExplainOptions, terminal: Terminal): Promise<ExitCode> {
  const { whoCalls, now } = await openSession({ ...options, region: [arn.region] }, terminal);
  const caller = await whoCalls();
  const explanation = await explain(ownReaders(caller.account, arn.region), caller, arn, now);
  const text = options.json ? explanationJson(explanation) : explanationText(explanation, terminalColors);
  await write(process.stdout, text);
  return exitCodeFor(explanation.verdict.code === undefined ? 0 : 1, explanation.unreadable.length);
}
