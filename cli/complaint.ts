import { CommanderError } from 'commander';
import { unreadableKind } from '../core/aws/errors.ts';
import { CertificateNotFound } from '../core/domain/certificates/certificate-not-found.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { SIGN_IN } from './gap.ts';
import { NotRead } from './not-read.ts';
import { Refused } from './refused.ts';
import { WrongUsage } from './wrong-usage.ts';

/** What a person is told about an error, in one line, and how the process ends. */
export interface Complaint {
  /** Absent where it was told already. */
  readonly message?: string;
  readonly exitCode: ExitCode;
}

/** Errors about what was typed, in words for whoever typed it. */
const USAGE = [WrongUsage, CertificateNotFound];

export function complaintAbout(error: unknown): Complaint {
  // Commander has written its own words, or the help that was asked for.
  if (error instanceof CommanderError) return { exitCode: error.exitCode === 0 ? EXIT.clean : EXIT.usage };
  return { message: wording(error), exitCode: exitCodeOf(error) };
}

function exitCodeOf(error: unknown): ExitCode {
  if (USAGE.some((kind) => error instanceof kind)) return EXIT.usage;
  return error instanceof Refused ? EXIT.findings : EXIT.unread;
}

function wording(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ([...USAGE, NotRead, Refused].some((kind) => error instanceof kind)) return error.message;
  return `${error.name}: ${messageOf(error)}`;
}

/** An error of several addresses tried, as of localhost, has its message in its parts. */
function messageOf(error: Error): string {
  const parts = error instanceof AggregateError ? error.errors.map(String).join('; ') : '';
  return error.message || parts || 'no reason given';
}

/** Why nobody can say whose credentials these are, and what to do about it. */
export function credentialsComplaint(error: unknown): NotRead {
  const kind = unreadableKind(error);
  const told = wording(error);
  if (kind === 'throttled') return new NotRead(`sts:GetCallerIdentity was throttled: ${told}; run it again`);
  if (kind === 'unavailable')
    return new NotRead(`AWS did not answer: ${told}; check the network, the region and the AWS_ENDPOINT_URL variables`);
  return new NotRead(`no usable credentials: ${told}; ${SIGN_IN}`);
}
