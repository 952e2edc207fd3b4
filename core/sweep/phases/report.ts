import type { CertificateRecord } from '../../domain/inventory/certificate-record.ts';
import type { Page } from '../ports.ts';
import { putReportPart } from '../report-parts.ts';
import { regionsOf } from './regions.ts';
import type { Phase, Scan, Step } from './phase.ts';

/** Writes what the inventory has of the place into the report: what others than ACM issued is reported by CA. */
export const report: Phase = {
  name: 'report',
  step: async (scan, cursor) => {
    const regions = regionsOf(scan);
    const at = positionIn(cursor);
    const region = regions[at.region];
    if (!scan.writes || region === undefined) return { to: 'next-phase' };
    const page = await scan.ports.inventory.ofPlace(scan.place.account, region, at.after);
    await putReportPart(
      scan,
      `${region}-${at.page}`,
      reported(page, ({ source }) => source !== 'acm-pca'),
    );
    if (page.next !== undefined) return onwards({ ...at, page: at.page + 1, after: page.next });
    return onwards({ region: at.region + 1, page: 0 });
  },
};

/** The same of what a CA issued to others than ACM. */
export const issuedReport: Phase = {
  name: 'issued-report',
  step: async (scan, cursor) => {
    const { authorityArn = '' } = scan.place;
    if (!scan.writes) return { to: 'next-phase' };
    const at = positionIn(cursor);
    const page = await scan.ports.inventory.ofAuthority(authorityArn, undefined, at.after);
    await putReportPart(
      scan,
      `${idOf(scan)}-${at.page}`,
      reported(page, ({ source }) => source === 'acm-pca'),
    );
    if (page.next === undefined) return { to: 'next-phase' };
    return onwards({ ...at, page: at.page + 1, after: page.next });
  },
};

interface Position {
  /** Its index among the place's. */
  readonly region: number;
  readonly page: number;
  readonly after?: string;
}

const positionIn = (cursor: string | undefined): Position =>
  cursor === undefined ? { region: 0, page: 0 } : (JSON.parse(cursor) as Position);

const onwards = (at: Position): Step => ({ to: 'go-on', cursor: JSON.stringify(at) });

const idOf = ({ place }: Scan): string => place.authorityArn?.split('/').at(-1) ?? '';

const reported = ({ items }: Page<CertificateRecord>, wanted: (record: CertificateRecord) => boolean) =>
  items.filter((record) => record.goneAt === undefined && wanted(record)).map((record) => ({ record }));
