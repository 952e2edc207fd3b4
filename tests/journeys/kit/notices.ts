import { randomUUID } from 'node:crypto';
import { AlertInbox, type ReceivedNotice } from '../../../local/story/alert-inbox.ts';
import type { Guard } from './guard.ts';

/** Somebody who is alerted, from now on. */
export const subscribe = ({ cloud, topic }: Guard): Promise<AlertInbox> =>
  AlertInbox.subscribe(cloud, topic, `journey-${randomUUID()}`);

const idOf = (authorityArn: string): string => authorityArn.split('/').at(-1) ?? '';

/** Whether a notice is about that finding of that CA: `PermissionMissing/2` means its second change, no code any. */
export function isAbout(authorityArn: string, code = '', version = ''): (notice: ReceivedNotice) => boolean {
  return ({ id }) => id.startsWith(`${idOf(authorityArn)}/${code}`) && (version === '' || id.endsWith(`/${version}`));
}

/** Waits for the notice about the n-th change of a finding. */
export async function noticeOf(
  inbox: AlertInbox,
  authorityArn: string,
  code: string,
  version: number,
): Promise<ReceivedNotice> {
  const notice = await inbox.waitFor(isAbout(authorityArn, `${code}#`, String(version)));
  if (notice === undefined) throw new Error(`No notice about change ${version} of ${code} came.`);
  return notice;
}

/** The subjects of all notices about a CA, in the order of their receipt: `HIGH PermissionMissing`. */
export async function subjectsAbout(inbox: AlertInbox, authorityArn: string): Promise<readonly string[]> {
  return subjectsIn(await inbox.all(), authorityArn);
}

/** The same of notices that were received before. */
export const subjectsIn = (notices: readonly ReceivedNotice[], authorityArn: string): readonly string[] =>
  notices.filter(isAbout(authorityArn)).map(({ subject }) => subject.replace('[RenewGuard] ', '').replace(/: .*/, ''));
