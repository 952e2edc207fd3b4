import pMap from 'p-map';
import { parseAuthorityArn } from '../../domain/arn.ts';
import type { Unreadable } from '../../domain/fact.ts';
import type { AuthorityReading } from '../../domain/inventory/authority-record.ts';
import { nextAuthority, vanishedAuthority } from '../../domain/inventory/authority-differences.ts';
import { NOTHING_COUNTED } from '../../domain/sweep/counts.ts';
import type { Phase, Scan } from './phase.ts';

/** ListPermissions' quota is five a second (service-facts 1.7). */
const AT_ONCE = 5;

/** Reads each CA of the place, once for the whole sweep. */
export const authorities: Phase = {
  name: 'authorities',
  step: async (scan) => {
    const { authorityReadings, authorityInventory } = scan.ports;
    const { account, region } = scan.place;
    const listed = await authorityReadings.authoritiesOf(account, region);
    if (!listed.known) return { to: 'ask-again', why: listed.why };
    const readings = await pMap(listed.value, (arn) => scan.standings.reading(arn), { concurrency: AT_ONCE });
    if (scan.writes) await keepAll(scan, readings);
    const known = (await authorityInventory.authorityRecords()).filter(
      (record) => record.account === account && record.region === region && !listed.value.includes(record.arn),
    );
    for (const record of scan.writes ? known : []) {
      const gone = vanishedAuthority(record, scan.now);
      if (gone !== undefined) await authorityInventory.keepAuthority(gone);
    }
    const { length: count } = listed.value;
    return {
      to: 'next-phase',
      authorities: listed.value,
      counts: { ...NOTHING_COUNTED, authorities: count },
      gaps: readings.flatMap(gapsOf),
    };
  },
};

async function keepAll({ ports, now }: Scan, readings: readonly AuthorityReading[]): Promise<void> {
  for (const reading of readings) {
    const { account, region } = parseAuthorityArn(reading.arn);
    const before = await ports.authorityInventory.authorityRecord(reading.arn);
    const next = nextAuthority(before, { ...reading, account, region }, now);
    if (next !== undefined) await ports.authorityInventory.keepAuthority(next);
  }
}

/** What of a CA could not be read. In a state where a CA tells nothing, nothing is missing. */
const gapsOf = ({ description, grants, policy, tags }: AuthorityReading): readonly Unreadable[] =>
  [description, grants, policy, tags].flatMap((fact) =>
    fact.known || fact.why.kind === 'wrong-state' ? [] : [fact.why],
  );
