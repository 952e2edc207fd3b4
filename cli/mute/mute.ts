import { LONGEST_MUTE_DAYS, type Mute } from '../../core/domain/alerts/mute.ts';
import { CERTIFICATE_FINDING_CODES } from '../../core/domain/findings/certificate-finding-codes.ts';
import { COVERAGE_FINDING_CODES } from '../../core/domain/findings/coverage-finding-codes.ts';
import { FINDING_CODES } from '../../core/domain/findings/finding-codes.ts';
import { EXPECTED_MOMENT, momentIn } from '../../core/domain/sweep/moments.ts';
import { givenReason } from '../given-reason.ts';
import { routeSubject } from '../subject.ts';
import { WrongUsage } from '../wrong-usage.ts';

/** What is muted, as it was typed. */
export interface Muted {
  readonly subject: string;
  readonly code: string;
}

export interface MuteAsked extends Muted {
  readonly reason: string;
  readonly until: string;
}

export interface MutePorts {
  readonly mutes: {
    mute(mute: Mute): Promise<void>;
    unmute(ending: Pick<Mute, 'subject' | 'code' | 'by' | 'at'>): Promise<boolean>;
  };
  /** Who asks, an ARN. */
  readonly caller: string;
  /** ISO 8601. */
  readonly now: string;
}

const NO_REASON = 'expected some words: whoever looks at it must know why';
const DAY = 24 * 60 * 60 * 1000;

/** @throws WrongUsage naming the option that is wrong */
export async function muteFinding({ mutes, caller, now }: MutePorts, asked: MuteAsked): Promise<Mute> {
  const { subject, code } = subjectIn(asked);
  const mute = {
    subject,
    code,
    reason: givenReason(asked.reason, NO_REASON),
    by: caller,
    at: now,
    until: untilIn(asked.until, now),
  };
  await mutes.mute(mute);
  return mute;
}

/** @throws WrongUsage where nothing of it is muted */
export async function unmuteFinding({ mutes, caller, now }: MutePorts, asked: Muted): Promise<Muted> {
  const { subject, code } = subjectIn(asked);
  if (!(await mutes.unmute({ subject, code, by: caller, at: now })))
    throw new WrongUsage(`${code} of ${subject} is not muted: renewguard findings --muted shows what is`);
  return { subject, code };
}

/** Which codes there are of what. */
function subjectIn({ subject, code }: Muted): Muted {
  const isArn = subject.startsWith('arn:');
  if (!isArn && !/^([0-9]{12}(\/[a-z0-9-]+)?|[A-Za-z0-9][A-Za-z0-9_-]{0,63})$/.test(subject))
    throw new WrongUsage(
      'expected an ARN, or the subject of a finding about coverage: an account, account/region, a scope',
    );
  const kind = isArn ? routeSubject(subject).kind : 'coverage';
  const codes: Record<typeof kind, readonly string[]> = {
    authority: FINDING_CODES,
    certificate: CERTIFICATE_FINDING_CODES,
    coverage: COVERAGE_FINDING_CODES,
  };
  if (!codes[kind].includes(code)) throw new WrongUsage(`--code: expected one of ${codes[kind].join(', ')}`);
  return { subject, code };
}

function untilIn(text: string, now: string): string {
  const until = momentIn(text);
  if (until === undefined) throw new WrongUsage(`--until: expected ${EXPECTED_MOMENT}`);
  const milliseconds = Date.parse(until) - Date.parse(now);
  if (milliseconds <= 0) throw new WrongUsage('--until: expected a day in the future');
  if (milliseconds > LONGEST_MUTE_DAYS * DAY) throw new WrongUsage('--until: expected a day within a year');
  return until;
}
