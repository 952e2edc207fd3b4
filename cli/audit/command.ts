import { ownReaders } from '../../core/aws/adapters.ts';
import type { Terminal } from '../../core/runtime/terminal.ts';
import { exitCodeFor, type ExitCode } from '../exit-codes.ts';
import { onInterruption } from '../interruption.ts';
import { complain, write } from '../paper.ts';
import type { AuditOptions } from '../program.ts';
import { NOTHING_REMEMBERED, RememberedAuthorities } from '../remembered-authorities.ts';
import { openSession } from '../session.ts';
import { terminalColors } from '../text/colors.ts';
import { progressOn } from '../text/progress.ts';
import { audit } from './audit.ts';
import { auditJson } from './json.ts';
import { auditText } from './text.ts';

/** `renewguard audit`. */
export async function runAudit(options: AuditOptions, terminal: Terminal): Promise<ExitCode> {
  const { whoCalls, regions, now } = await openSession(options, terminal);
  const remembered = options.cache ? new RememberedAuthorities(terminal.cacheFolder) : undefined;
  const progress = progressOn(process.stderr);
  const keep = (): string | undefined => {
    progress.stop();
    return remembered?.save();
  };
  const release = onInterruption(keep);
  try {
    const portsIn = (region: string) => ({
      ...ownReaders(undefined, region),
      memory: remembered ?? NOTHING_REMEMBERED,
      onProgress: (done: number, total: number) => progress.region(region, done, total),
    });
    const report = await audit(portsIn, whoCalls, regions, now);
    progress.stop();
    await write(process.stdout, options.json ? auditJson(report) : auditText(report, terminalColors));
    return exitCodeFor(report.findings.length, report.unreadable.length);
  } finally {
    const unwritten = keep();
    release();
    if (unwritten !== undefined) await complain(`note: the next audit asks for each certificate again: ${unwritten}`);
  }
}
