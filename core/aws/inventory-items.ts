import { boundedContents } from '../domain/inventory/bounded.ts';
import type { CertificateRecord } from '../domain/inventory/certificate-record.ts';
import { inUtc } from './issuance-record.ts';
import { certificatePartition, ITEM_VERSION } from './table.ts';
import type { VersionedItem } from './versioned-puts.ts';

/** What vanished is remembered as long as the reports of the sweeps that saw it. */
const GONE_REMEMBERED_SECONDS = 400 * 24 * 60 * 60;

/** What has no end sorts after all ends. */
const NO_END = '~';

export interface InventoryItem extends VersionedItem {
  readonly record: CertificateRecord;
}

export const inventoryKey = (certificateArn: string) => ({ pk: certificatePartition(certificateArn), sk: 'INVENTORY' });

export const placeOf = (account: string, region: string): string => `${account}#${region}`;

/** `2027-03`, in UTC. @param time ISO 8601 */
const monthOf = (time: string): string => inUtc(time).slice(0, 7);

/** The record with the keys of the indexes that it is in; one that is gone is not in the index of its place. */
export function inventoryItem(given: CertificateRecord): InventoryItem {
  const record = boundedContents(given);
  const { arn, version, readAt, goneAt } = record;
  return {
    ...inventoryKey(arn),
    itemVersion: ITEM_VERSION,
    version,
    readAt: inUtc(readAt),
    record,
    ...indexKeys(record),
    ...(goneAt === undefined ? {} : { expiresAt: Math.floor(Date.parse(goneAt) / 1000) + GONE_REMEMBERED_SECONDS }),
  } as InventoryItem;
}

function indexKeys({ arn, account, region, authorityArn, owner, notAfter, goneAt }: CertificateRecord) {
  const sort = `${notAfter === undefined ? NO_END : inUtc(notAfter)}#${arn}`;
  return {
    ...(goneAt === undefined ? { placePartition: placeOf(account, region), placeSort: arn } : {}),
    ...(authorityArn === undefined ? {} : { authorityPartition: authorityArn, authoritySort: sort }),
    // A key is no empty text.
    ...(owner === undefined || owner.name === '' ? {} : { ownerPartition: owner.name, ownerSort: sort }),
    ...(notAfter === undefined ? {} : { expiryPartition: monthOf(notAfter), expirySort: sort }),
  };
}
