import { PURPOSE } from '../../core/domain/reissue/requested-extensions.ts';
import { describeUnreadable } from '../../core/domain/fact.ts';
import { KINDS } from '../text/kinds.ts';
import type { Colors } from '../text/colors.ts';
import { givenOptions } from '../text/given-options.ts';
import { safeLines } from '../text/lines.ts';
import { routeLines } from '../text/route.ts';
import { listed, rows, section, sectioned, shortened } from '../text/sections.ts';
import { deliveryLines } from './delivery-text.ts';
import { knownLines } from './known-text.ts';
import type { BeforehandCheck, PlannedCertificate, PlanReport } from './report.ts';

/** The plan for a person: what would be done and why, how it is delivered, what was checked, what is known. */
export function planText(report: PlanReport, colors: Colors): string {
  const { certificate, checks, route } = report;
  return sectioned([
    [colors.bold(safe(report.certificateArn)), ...indented(certificate ? certificateLines(certificate) : [])],
    verdictLines(report, colors),
    section('What would be done', deliveryLines(report), colors),
    section(
      'Checked beforehand',
      checks.flatMap((check) => checkLines(check, colors)),
      colors,
    ),
    section('Route', routeLines(route), colors),
    section('Known of it', knownLines(report), colors),
    section('Not read', unreadLines(report), colors),
    nextLines(report, colors),
  ]);
}

const safe = (text: string): string => safeLines([text]).join('');

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);

const certificateLines = (certificate: PlannedCertificate): readonly string[] =>
  rows([
    ['Subject', certificate.subjectText === '' ? '(empty)' : shortened(certificate.subjectText)],
    ['Names', listed(certificate.names.map(({ kind, value }) => `${kind}:${value}`)) || '(none)'],
    ['Kind', `${KINDS[certificate.kind]}, ${certificate.status}`],
    ['Key', certificate.keyType],
    ['Usages', listed([...certificate.keyUsages, ...certificate.extendedKeyUsages.map(purposeOf)], 16) || '(none)'],
    ['Serial', certificate.serial],
    ['Valid', `${certificate.notBefore} to ${certificate.notAfter}, ${spanText(certificate)}`],
    ['Used by', usersOf(certificate)],
  ]);

const usersOf = ({ usedBy, inUse, kind }: PlannedCertificate): string | undefined => {
  if (usedBy !== undefined && usedBy.length > 0) return listed(usedBy);
  if (kind === 'issued') return undefined;
  return inUse ? 'an integrated service' : 'no integrated service';
};

const PURPOSES = new Map<string, string>(Object.entries(PURPOSE).map(([name, oid]) => [oid, name]));

const purposeOf = (oid: string): string => PURPOSES.get(oid) ?? oid;

const DAY = 86_400_000;

function spanText({ notBefore, notAfter }: Pick<PlannedCertificate, 'notBefore' | 'notAfter'>): string {
  const span = Date.parse(notAfter) - Date.parse(notBefore);
  return span >= 2 * DAY ? `${Math.round(span / DAY)} days` : `${Math.round(span / 3_600_000)} hours`;
}

function verdictLines(report: PlanReport, colors: Colors): readonly string[] {
  const { action, strategy = '', why = '', refusal, at } = report;
  const headings: Record<PlanReport['action'], string> = {
    reissue: `Plan: replace it by strategy ${strategy}`,
    leave: 'Plan: leave it',
    notify: 'Plan: tell people, who have to replace it by hand',
    refused: `Plan: not possible so: ${refusal?.error ?? ''}`,
  };
  const reasons = refusal === undefined ? [why, dueText(report)] : [refusal.message, refusal.next];
  return [
    `${colors.bold(safe(headings[action]))}, as of ${at}`,
    ...indented(safeLines(reasons.filter((line) => line !== ''))),
  ];
}

function dueText({ due, action }: PlanReport): string {
  if (due === undefined) return '';
  if (due.isDue) return `It is due since ${due.at}.`;
  if (due.onlyAgain === true)
    return `RenewGuard imported it itself; it is due on ${due.at}, and replaced sooner only with renewguard reissue --again.`;
  return `It is due on ${due.at}${action === 'reissue' ? '; renewguard reissue does it now' : ''}.`;
}

function checkLines({ name, result, seen }: BeforehandCheck, colors: Colors): readonly string[] {
  const mark = { passed: colors.green('✓'), failed: colors.red('✗'), unknown: colors.yellow('?') }[result];
  return safeLines([`${name}: ${seen}`]).map((line) => `${mark} ${line}`);
}

function unreadLines({ unreadable, notKnown }: PlanReport): readonly string[] {
  const gaps = unreadable.map((gap) => `${describeUnreadable(gap)}; ${gap.advice}`);
  return safeLines([...(notKnown === undefined ? [] : [notKnown]), ...gaps]);
}

function nextLines(report: PlanReport, colors: Colors): readonly string[] {
  const { action, unreadable } = report;
  const lines = [
    ...(action === 'reissue' ? [...heldLines(report), ...doLines(report)] : []),
    ...(unreadable.length > 0 ? ['Not everything could be read, so this may change.'] : []),
  ];
  return safeLines(lines).map((line) => colors.dim(line));
}

/** What keeps it from being done at once, beside windows and freezes. */
function heldLines({ known }: PlanReport): readonly string[] {
  const { mode, budget, issuance } = known ?? {};
  const asksStill = issuance === undefined || issuance.state === 'open' || issuance.state === 'keyed';
  return [
    ...(mode !== undefined && mode.mode !== 'act'
      ? [`Nothing is replaced while the mode is ${mode.mode}: npx renewguard mode act`]
      : []),
    ...(asksStill && budget !== undefined && budget.used >= budget.limit
      ? ["The CA's budget of this hour is used up: it would wait in line, and go on by itself."]
      : []),
  ];
}

/** How it is done: by the answer that is waited for, else with what was given to plan it so. */
function doLines({ certificateArn, known, due, route }: PlanReport): readonly string[] {
  const { approval, state } = known?.issuance ?? {};
  if (approval !== undefined && approval.answer === undefined && state === 'collected')
    return [`Answer: npx renewguard approve ${approval.id}, or npx renewguard reject ${approval.id}`];
  const given = route
    .filter(({ source }) => source === 'execution')
    .map(({ member, value }) => [member, value] as const);
  const again = due?.onlyAgain === true ? ' --again' : '';
  return [`Do it: npx renewguard reissue ${certificateArn}${givenOptions(given)}${again}`];
}
