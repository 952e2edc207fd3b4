import type { CertificateDetail } from '@aws-sdk/client-acm';
import { accounts, clientSettings } from '../../cloud/accounts.ts';
import { grantToAcm, revokeFromAcm } from '../authority.ts';
import type { Cast, CertificateRole } from '../cast.ts';
import { describeByAcm } from '../certificate.ts';
import { atRest, liveUntil, timeOf } from '../moved-time.ts';
import { worldOf, type Step, type StoryContext } from '../step.ts';
import { day, verdictOnCertificate } from '../verdict.ts';

const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;

const acmOf = ({ cloud }: StoryContext) => clientSettings(cloud.emulatorUrl, accounts.pki);

const later = (time: Date | string, milliseconds: number): string =>
  new Date(new Date(time).getTime() + milliseconds).toISOString();

/** A notice about a certificate, by the beginning of its id. */
const about = (cast: Cast, role: CertificateRole, code: string) => {
  const id = cast.certificate(role).arn.split('/').at(-1) ?? '';
  return (notice: { readonly id: string }): boolean => notice.id.startsWith(`${id}/${code}/`);
};

/** Day 60 before the end: ACM renews what it may, and is silent about what it may not. */
export const seeFirstAttempts = (cast: Cast): Step => ({
  title: 'Time moves to 60 days before the end: ACM’s first attempts',
  async run(context) {
    const blocked = cast.certificate('blocked');
    const { NotAfter = new Date() } = await describeByAcm(acmOf(context), blocked.arn);
    await liveUntil(worldOf(context), later(NotAfter, -60 * DAY + 5 * MINUTE));
    const renewed = await describeByAcm(acmOf(context), cast.certificate('exported').arn);
    const stuck = await describeByAcm(acmOf(context), blocked.arn);
    const reexport = await cast.inbox.waitFor(about(cast, 'exported', 'ReexportNeeded'));
    const told = (await cast.inbox.all()).some(about(cast, 'blocked', 'RenewalStuck'));
    return {
      ok: isRenewedOnce(renewed) && reexport !== undefined && isStuckInSilence(stuck) && !told,
      seen: [
        shown(renewed),
        reexport?.subject ?? 'nobody was told to export it again',
        `${shown(stuck)}; ACM tells nobody`,
      ].join('\n'),
    };
  },
});

/** ACM's own words about a certificate's renewal. */
function shown({ DomainName, RenewalSummary, RenewalEligibility, NotAfter }: CertificateDetail): string {
  const { RenewalStatus, RenewalStatusReason } = RenewalSummary ?? {};
  const status = [RenewalStatus, RenewalStatusReason, `until ${day(NotAfter?.toISOString())}`, RenewalEligibility];
  return `${DomainName}: ${status.filter((part) => part !== undefined).join(', ')}`;
}

const isRenewedOnce = (certificate: CertificateDetail): boolean =>
  certificate.RenewalSummary?.RenewalStatus === 'SUCCESS' && certificate.RenewalEligibility === 'INELIGIBLE';

const isStuckInSilence = (certificate: CertificateDetail): boolean =>
  certificate.RenewalSummary?.RenewalStatus === 'PENDING_AUTO_RENEWAL' &&
  certificate.RenewalSummary.RenewalStatusReason === 'PCA_ACCESS_DENIED' &&
  certificate.RenewalEligibility === 'ELIGIBLE';

/** A notice about the CA whose permission is partial. */
const aboutCause = (cast: Cast, label: string) => {
  const id = cast.authority('partial').split('/').at(-1) ?? '';
  return (notice: { readonly id: string; readonly subject: string }): boolean =>
    notice.id.startsWith(`${id}/PermissionMissing#`) && notice.subject.includes(label);
};

/** Day 45: the first word of ACM's. The cause was told before, with the command; it is not told once more for each certificate. */
export const hearOnDay45 = (cast: Cast): Step => ({
  title: 'Time moves to day 45: ACM speaks of what its CA’s alert had told before, with the command',
  async run(context) {
    const { arn } = cast.certificate('blocked');
    const { NotAfter = new Date() } = await describeByAcm(acmOf(context), arn);
    const happened = await liveUntil(worldOf(context), later(NotAfter, -45 * DAY + 5 * MINUTE));
    const types = new Set(
      happened.flatMap(({ certificateArn, detailType }) => (certificateArn === arn ? (detailType ?? []) : [])),
    );
    const alert = await cast.inbox.waitFor(aboutCause(cast, 'PermissionMissing'));
    const more = (await cast.inbox.all()).filter(about(cast, 'blocked', 'RenewalStuck')).length;
    const { verdict, outage } = await verdictOnCertificate(context, arn);
    const isTold = alert?.text.includes('aws acm-pca create-permission') === true;
    return {
      ok: isTold && more === 0 && verdict !== 'renewable' && types.has('ACM Certificate Renewal Action Required'),
      seen: `${[...types].join(', ')}\n${alert?.subject ?? 'no alert'}\noutage ${day(outage)}; ${more} alerts more`,
    };
  },
});

/** The permission is restored: ACM's next hourly attempt succeeds, and it is over. */
export const mendAndRenew = (cast: Cast): Step => ({
  title: 'The permission is restored: the next attempt succeeds, and it is resolved',
  async run(context) {
    const authority = cast.authority('partial');
    const { arn, name } = cast.certificate('blocked');
    await revokeFromAcm(acmOf(context), authority);
    await atRest(worldOf(context)); // a removal that shows no more when it is looked for is looked for again, for minutes
    await grantToAcm(acmOf(context), authority, ['IssueCertificate', 'GetCertificate', 'ListPermissions']);
    await liveUntil(worldOf(context), later(await timeOf(context.cloud.emulatorUrl), 65 * MINUTE));
    const notice = await cast.inbox.waitFor(aboutCause(cast, 'RESOLVED PermissionMissing'));
    const { verdict, outage } = await verdictOnCertificate(context, arn);
    return {
      ok: notice !== undefined && verdict === 'renewable',
      seen: `${notice?.subject ?? 'nothing was resolved'}\n${name}: ${verdict.toUpperCase()}, now until ${day(outage)}`,
    };
  },
});
