import type { OutgoingNotice } from '../findings/outgoing-notice.ts';
import type { Issuance } from './issuance.ts';
import { later } from './progress.ts';
import { bounded, hasOld, reissueNotice } from './reissue-notice.ts';

export { doubtNotice, settledNotice } from './doubt-notices.ts';
export { failedNotice } from './failed-notice.ts';
export { leftOversNotice } from './left-overs-notice.ts';

const LONGEST_LINE = 500;
const MOST_LINES = 20;

/** The new certificate was found where it is used. @param now ISO 8601 */
export function replacedNotice(issuance: Issuance, now: string): OutgoingNotice {
  const { proof, attempt, revokeAt } = issuance;
  const seen = (proof?.seen ?? []).slice(0, MOST_LINES).map((line) => bounded(line, LONGEST_LINE));
  const revoked = revokeAt === undefined ? 'It is not revoked.' : `It is revoked from ${revokeAt} on.`;
  const lines = [
    'The new certificate is in use: it was found where it is served or read.',
    '',
    ...serialLines(issuance),
    ...placesOf(issuance).map((place) => `Delivered:   ${place}`),
    ...seen.map((line) => `Proof:       ${line}`),
    ...(hasOld(issuance) ? [`The old one ends on ${issuance.replaces.content.notAfter}. ${revoked}`] : []),
  ];
  const detail = {
    places: placesOf(issuance),
    proof: seen,
    ...(proof && { provenAt: proof.at }),
    ...(revokeAt && { revokeAt }),
  };
  return reissueNotice(
    issuance,
    { event: 'replaced', id: `replaced/${attempt}`, label: 'REPLACED', lines, detail },
    now,
  );
}

/**
 * The CA's budget is used up, or something else holds an issuance that goes on by itself.
 * @param why what it waits for
 * @param seconds until it is asked again
 */
export function waitingNotice(issuance: Issuance, why: string, seconds: number, now: string): OutgoingNotice {
  const { attempt, replaces } = issuance;
  const askedAgainAt = later(now, seconds);
  const reason = bounded(why, LONGEST_LINE);
  const lines = [
    `The replacement waits: ${reason}.`,
    '',
    `Next try:    ${askedAgainAt}, by itself; those that end first go first`,
    ...(hasOld(issuance) ? [`It ends:     ${replaces.content.notAfter}`] : []),
  ];
  const detail = { why: reason, askedAgainAt };
  return reissueNotice(issuance, { event: 'waiting', id: `waiting/${attempt}`, label: 'WAITING', lines, detail }, now);
}

/**
 * Asks a person whether it may be delivered. The token of the state machine's task is not in it.
 * @param id what the answer names
 * @param until when it is delivered without an answer, ISO 8601
 */
export function approvalNotice(issuance: Issuance, id: string, until: string, now: string): OutgoingNotice {
  const commands = [`npx renewguard approve ${id}`, `npx renewguard reject ${id}`];
  const target = targetOf(issuance);
  const lines = [
    `A certificate is ready, and waits for your word: it would be delivered to ${target}.`,
    '',
    ...serialLines(issuance),
    `Way back:    ${bounded(issuance.wayBack ?? 'none: what is there now could not be put back', LONGEST_LINE)}`,
    `Answer by:   ${until}; without an answer it is delivered then, for the old one ends soon after`,
    '',
    'Answer with one of:',
    ...commands.map((command) => `  ${command}`),
  ];
  const detail = {
    approvalId: id,
    until,
    target,
    commands,
    ...(issuance.wayBack && { wayBack: bounded(issuance.wayBack, LONGEST_LINE) }),
  };
  const label = `APPROVE by ${until.slice(0, 16)}Z`;
  return reissueNotice(issuance, { event: 'approval-requested', id: `approval/${id}`, label, lines, detail }, now);
}

/** `acm-managed`: whoever runs the services that use the old ARN has to let them use the new one. */
export function adoptionNotice(issuance: Issuance, now: string): OutgoingNotice {
  const { attempt, replaces, issued } = issuance;
  const usedBy = (replaces.usedBy ?? []).slice(0, MOST_LINES).map((arn) => bounded(arn, LONGEST_LINE));
  const more = (replaces.usedBy?.length ?? 0) - usedBy.length;
  const newArn = issued?.certificateArn ?? '';
  const lines = [
    'A new certificate was requested through ACM, which renews it from now on. Services still use the old one: let each use the new ARN.',
    '',
    ...serialLines(issuance),
    `New ARN:     ${newArn}`,
    `Old ARN:     ${replaces.certificateArn}; it stays, and ends on ${replaces.content.notAfter}`,
    ...(usedBy.length === 0 ? ['Used by:     ACM tells nobody'] : ['Used by:', ...usedBy.map((arn) => `  ${arn}`)]),
    ...(more > 0 ? [`  and ${more} more`] : []),
    '',
    'RenewGuard looks every day whether the old ARN is still used, and tells when it is not.',
  ];
  const detail = {
    wanted: 'use-new-arn',
    oldArn: replaces.certificateArn,
    newArn,
    usedBy,
    usedByCount: usedBy.length + more,
  };
  return reissueNotice(
    issuance,
    { event: 'adoption-wanted', id: `adoption/${attempt}`, label: 'ADOPT', lines, detail },
    now,
  );
}

/** `export`, `same-key`: the certificate is published, and its host or device has to fetch and install it. */
export function installNotice(issuance: Issuance, now: string): OutgoingNotice {
  const { attempt, issued, route, replaces } = issuance;
  const lines = [
    'A new certificate is published, and has to be installed where it is served.',
    '',
    ...serialLines(issuance),
    ...placesOf(issuance).map((place) => `Published:   ${place}`),
    ...(route.hostReports === true
      ? [`When it serves it, the host tags the secret renewguard:installed=${issued?.serial ?? '<serial>'}`]
      : []),
    ...(hasOld(issuance) ? [`The old one ends on ${replaces.content.notAfter}.`] : []),
  ];
  const detail = { wanted: 'install', places: placesOf(issuance) };
  return reissueNotice(
    issuance,
    { event: 'adoption-wanted', id: `install/${attempt}`, label: 'INSTALL', lines, detail },
    now,
  );
}

function serialLines({ replaces: { content }, issued, strategy }: Issuance): readonly string[] {
  const now =
    issued?.serial === undefined ? [] : [`New serial:  ${issued.serial}, valid until ${issued.notAfter ?? 'unknown'}`];
  return hasOld({ strategy }) ? [`Old serial:  ${content.serial}, valid until ${content.notAfter}`, ...now] : now;
}

/** Where it was delivered to. */
function placesOf({ delivery }: Issuance): readonly string[] {
  const { acmArn, version } = delivery ?? {};
  return [
    ...(acmArn === undefined ? [] : [`ACM ${acmArn}`]),
    ...(version === undefined ? [] : [`secret ${version.secretArn}, version ${version.versionId}`]),
  ];
}

/** Where it would be delivered to. */
function targetOf({ strategy, route, replaces, collected }: Issuance): string {
  if (strategy === 'acm-import') return `ACM ${replaces.certificateArn}`;
  if (strategy === 'acm-managed') return 'the services that use the old ARN';
  return `secret ${bounded(route.secret ?? collected?.secretArn ?? '', 600)}`;
}
