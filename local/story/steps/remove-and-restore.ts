import { accounts, clientSettings } from '../../cloud/accounts.ts';
import { grantToAcm, revokeFromAcm } from '../authority.ts';
import type { Cast } from '../cast.ts';
import type { Step, StoryContext } from '../step.ts';

/** The removal's alert is to be there within this; it is measured and printed. */
export const ALERT_WITHIN_MILLISECONDS = 3_000;

const idOf = (authorityArn: string): string => authorityArn.split('/').at(-1) ?? '';

const owner = ({ cloud }: StoryContext) => clientSettings(cloud.emulatorUrl, accounts.pki);

/** DeletePermission on the healthy CA: the alert names the missing actions, the dependents and the command. */
export const removePermission = (cast: Cast): Step => ({
  title: 'DeletePermission becomes an alert with its remedy',
  async run(context) {
    const arn = cast.authority('healthy');
    await cast.inbox.all();
    const since = performance.now();
    await revokeFromAcm(owner(context), arn);
    const alert = await cast.inbox.waitFor(({ id }) => id.startsWith(`${idOf(arn)}/PermissionMissing#`));
    if (alert === undefined) return { ok: false, seen: 'no alert came within 30 s' };
    const took = alert.at - since;
    const complete = ['aws acm-pca create-permission', arn, 'api.pki.example.com'].every((part) =>
      alert.text.includes(part),
    );
    const command =
      alert.text
        .split('\n')
        .find((line) => line.includes('create-permission'))
        ?.trim() ?? 'no command';
    return { ok: complete && took < ALERT_WITHIN_MILLISECONDS, seen: `${alert.subject}\n${command}`, took };
  },
});

/** CreatePermission again: one notice says that it is over. */
export const restorePermission = (cast: Cast): Step => ({
  title: 'CreatePermission resolves it, once',
  async run(context) {
    const arn = cast.authority('healthy');
    const since = performance.now();
    await grantToAcm(owner(context), arn, ['IssueCertificate', 'GetCertificate', 'ListPermissions']);
    const isResolved = ({ id, subject }: { id: string; subject: string }): boolean =>
      id.startsWith(`${idOf(arn)}/PermissionMissing#`) && subject.includes('RESOLVED');
    const notice = await cast.inbox.waitFor(isResolved);
    if (notice === undefined) return { ok: false, seen: 'nothing was resolved within 30 s' };
    const count = (await cast.inbox.all()).filter(isResolved).length;
    return { ok: count === 1, seen: `${notice.subject}\n${count} notice`, took: notice.at - since };
  },
});
