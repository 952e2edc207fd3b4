import { ISSUANCE_STATES, type Issuance } from '../domain/reissue/issuance.ts';
import { AwsRefused } from './errors.ts';
import { DUE_PARTITION, issuancePartition, ITEM_VERSION } from './table.ts';

export const issuanceKey = (intent: string) => ({ pk: issuancePartition(intent), sk: 'LEDGER' });

/** The ledger's record of an issuance. Only one with `dueAt` is in the index of those that are due. */
export const issuanceItem = (issuance: Issuance) => ({
  ...issuanceKey(issuance.intent),
  itemVersion: ITEM_VERSION,
  version: issuance.version,
  certificateArn: issuance.replaces.certificateArn,
  issuance,
  ...(issuance.dueAt === undefined ? {} : { duePartition: DUE_PARTITION, dueAt: inUtc(issuance.dueAt) }),
});

/** What a record of an earlier version need not have. */
const OF_OLDER_RECORDS = {
  generation: 1,
  attempt: 1,
  deliveries: 0,
  route: {},
  handedOn: {},
  discarded: [],
  doubts: [],
};

/**
 * The issuance in a record, of this version or an older one.
 * @throws AwsRefused naming what this version can't read: acting on half of a record could issue twice
 */
export function readIssuance({ pk, itemVersion = 1, version, issuance }: Record<string, unknown>): Issuance {
  const refuse = (what: string): never => {
    throw new AwsRefused(`the ledger's record ${String(pk)}: ${what}`);
  };
  if (typeof itemVersion !== 'number' || itemVersion > ITEM_VERSION)
    return refuse(
      `itemVersion ${String(itemVersion)} was written by a newer RenewGuard, and this one reads up to ${ITEM_VERSION}; ` +
        'nothing was changed: deploy the newer one again',
    );
  if (typeof issuance !== 'object' || issuance === null) return refuse('issuance: expected an object');
  const read = { ...OF_OLDER_RECORDS, ...(issuance as Issuance), version } as Issuance;
  if (typeof version !== 'number') return refuse('version: expected a number');
  if (typeof read.intent !== 'string') return refuse('issuance.intent: expected a text');
  if (typeof read.replaces?.certificateArn !== 'string') return refuse('issuance.replaces: expected a certificate');
  if (!ISSUANCE_STATES.includes(read.state))
    return refuse(`issuance.state: expected one of ${ISSUANCE_STATES.join(', ')}, got ${String(read.state)}`);
  return read;
}

/** Notices of one moment are sent in the order of the versions, and of their places in one. */
export const noticeOrder = ({ version }: Issuance, index: number): number => version * 100 + index;

/** Times in sort keys are all written alike, so that they sort. @param time ISO 8601 */
export const inUtc = (time: string): string => new Date(time).toISOString();
