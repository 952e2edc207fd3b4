import { tellListFailed, tellListPublished } from '../../events/authority-events.ts';
import { DAY } from '../../schedule/calendar.ts';
import type { World } from '../../world.ts';
import { partsOf } from '../../x509/certificate.ts';
import { notAfterOf } from '../../x509/chains.ts';
import { subjectKeyIdentifierOf } from '../../x509/extension-reading.ts';
import { keyIdentifierOf } from '../../x509/extension.ts';
import { type RevokedEntry, writeRevocationList } from '../../x509/revocation-lists.ts';
import type { Authority, AuthorityCertificate } from '../authority.ts';
import type { IssuedCertificate } from '../issued.ts';
import { type KeptCrl, keptCrl } from '../revocation-configuration.ts';
import { keysOf } from '../state-checks.ts';
import { deposit, NotPermitted } from '../storage/deposit.ts';
import { aclOf } from '../storage/permission-test.ts';
import { once } from '../storage/pieces.ts';
import { type Location, locationOf } from './locations.ts';

const MINUTE = 60_000;
/** "If for any reason a CRL update fails, further attempts are made every 15 minutes" (API reference). */
const RETRY = 15 * MINUTE;
/** As notBefore of certificates, the beginning of a list lies an hour back (documented sample: a year and an hour). */
const BACKDATED = 60 * MINUTE;

/** Reasons as CRLs number them (RFC 5280, 5.3.1); UNSPECIFIED is better left out, says that section. */
const REASON_CODES: Readonly<Record<string, number>> = {
  KEY_COMPROMISE: 1,
  CERTIFICATE_AUTHORITY_COMPROMISE: 2,
  AFFILIATION_CHANGED: 3,
  SUPERSEDED: 4,
  CESSATION_OF_OPERATION: 5,
  PRIVILEGE_WITHDRAWN: 9,
  A_A_COMPROMISE: 10,
};

class NotMade extends Error {}

/** Why a list was not published, in the words of the event (service-facts 4). */
const NOT_PERMITTED = 'Failed to write CRL to S3. Check your S3 bucket permissions.';
const NOT_WRITTEN = 'Failed to write CRL to S3. Internal failure.';
const NOT_MADE = 'Failed to generate CRL. Internal failure.';

/** Makes and publishes all lists of a CA, tells of each, and sets when the next are due. */
export async function publishLists(authority: Authority, world: World): Promise<void> {
  const crl = keptCrl(authority.revocation);
  const { certified, lists } = authority;
  if (!crl || !certified) return;
  const now = world.clock.now().getTime();
  // Whatever happens: what stays due at this moment would come again and again.
  lists.dueAt = now + RETRY;
  const outcomes: boolean[] = [];
  for (const partition of partitionsOf(authority, crl)) {
    outcomes.push(await publishOne({ authority, certified, crl, partition, now }, world));
  }
  if (outcomes.every(Boolean)) lists.dueAt = now + (crl.ExpirationInDays * DAY) / 2;
}

/** The partitions; and the complete list, which under PARTITIONED lives on for certificates that refer to it. */
function partitionsOf({ lists }: Authority, crl: KeptCrl): (string | undefined)[] {
  if (crl.CrlType !== 'PARTITIONED') return [undefined];
  return [...(lists.published.has('') ? [undefined] : []), ...lists.partitions.map(({ id }) => id)];
}

interface ListTask {
  readonly authority: Authority;
  readonly certified: AuthorityCertificate;
  readonly crl: KeptCrl;
  readonly partition: string | undefined;
  readonly now: number;
}

async function publishOne(task: ListTask, world: World): Promise<boolean> {
  const { authority, crl, partition, now } = task;
  const location = locationOf(authority, crl, partition);
  try {
    const list = await made(task, location).catch(() => {
      throw new NotMade();
    });
    const target = { bucket: crl.S3BucketName, key: location.key, acl: aclOf(crl) };
    await deposit(target, { contentType: 'application/pkix-crl', chunks: once(list) }, authority, world);
    authority.lists.published.set(partition ?? '', now);
    tellListPublished(authority, location.url, world);
    return true;
  } catch (error) {
    const reason = error instanceof NotMade ? NOT_MADE : error instanceof NotPermitted ? NOT_PERMITTED : NOT_WRITTEN;
    tellListFailed(authority, location.url, reason, world);
    return false;
  }
}

async function made({ authority, certified, crl, partition, now }: ListTask, { url }: Location): Promise<Buffer> {
  const { lists, configuration } = authority;
  const issuer = partsOf(certified.certificate);
  lists.number = Math.max(now, lists.number + 1);
  const plan = {
    issuer: issuer.subject,
    thisUpdate: new Date(now - BACKDATED),
    nextUpdate: new Date(now + crl.ExpirationInDays * DAY),
    revoked: revokedFor(authority, crl, partition, now),
    authorityKeyIdentifier: subjectKeyIdentifierOf(certified.certificate) ?? keyIdentifierOf(issuer.spki),
    number: lists.number,
    distributionPoint: partition === undefined ? undefined : url,
  };
  // The CA's own algorithm signs its CSR, its CRLs and its OCSP responses (user guide, create-CA).
  return writeRevocationList(plan, {
    privateKey: keysOf(authority).privateKey,
    algorithm: configuration.SigningAlgorithm,
  });
}

/** Revoked and not expired when this list was last made: each is on one more list after its end (API reference). */
function revokedFor(
  { issued, lists }: Authority,
  crl: KeptCrl,
  partition: string | undefined,
  now: number,
): RevokedEntry[] {
  const last = lists.published.get(partition ?? '') ?? now;
  const complete = crl.CrlType !== 'PARTITIONED';
  return [...issued.values()]
    .filter((each) => complete || each.partition === partition)
    .flatMap((each) => (isListed(each, last) ? [entryOf(each)] : []));
}

const isListed = ({ revocation, signed: { value } }: IssuedCertificate, last: number): boolean =>
  revocation !== undefined && value !== undefined && notAfterOf(value.certificate).getTime() > last;

const entryOf = ({ serial, revocation }: IssuedCertificate): RevokedEntry => ({
  serial,
  revokedAt: revocation?.at ?? new Date(NaN),
  reason: REASON_CODES[revocation?.reason ?? ''],
});
