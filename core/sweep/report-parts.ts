import type { CertificateRecord } from '../domain/inventory/certificate-record.ts';
import { digestOf, EMPTY_DIGEST, together, type Digest } from '../domain/sweep/digest.ts';
import type { Projection } from '../domain/sweep/projection.ts';
import { forecasts, forecastWith, noForecast, type Forecast } from '../domain/sweep/summary.ts';
import type { SweepOrder } from '../domain/sweep/sweep.ts';
import type { Scan } from './phases/phase.ts';
import type { SweepFiles } from './ports.ts';

/** A certificate as the report tells it, with what becomes of it where another date was asked for. */
export interface Reported {
  readonly record: CertificateRecord;
  readonly projection?: Projection;
}

/** What one part of the report adds up to. */
interface PartFigures {
  readonly digest: Digest;
  readonly forecast?: Forecast;
}

/** The folder of the certificates, a line each: `certificates/<account>/<region>/<part>.jsonl`. */
const CERTIFICATES = 'certificates';
/** The folder of what they add up to. */
const FIGURES = 'figures';

/**
 * Writes a part of the report: the certificates, and what they add up to. The same part again replaces it.
 * @param part names it within its place
 */
export async function putReportPart(scan: Scan, part: string, reported: readonly Reported[]): Promise<void> {
  if (reported.length === 0) return;
  const { ports, order, place } = scan;
  const lines = reported.map(({ record: { listed: _, ...record }, projection }) =>
    JSON.stringify(projection === undefined ? record : { ...record, projection }),
  );
  const name = `${place.account}/${place.region}/${part}`;
  await ports.files.putReport(order.id, `${CERTIFICATES}/${name}.jsonl`, `${lines.join('\n')}\n`);
  await ports.files.putReport(order.id, `${FIGURES}/${name}.json`, JSON.stringify(figuresOf(order, reported)));
}

function figuresOf({ asOf }: SweepOrder, reported: readonly Reported[]): PartFigures {
  const digest = digestOf(reported.map(({ record }) => record));
  if (asOf === undefined) return { digest };
  const foretold = reported.flatMap(({ record: { arn, domainName, owner }, projection }) =>
    projection === undefined
      ? []
      : [{ arn, projection, ...(domainName && { name: domainName }), ...(owner && { owner: owner.name }) }],
  );
  return { digest, forecast: forecastWith(noForecast(asOf), foretold) };
}

/** What all parts of a sweep's report add up to. */
export async function reportFigures(files: SweepFiles, { id, asOf }: SweepOrder): Promise<PartFigures> {
  let digest = EMPTY_DIGEST;
  let forecast = asOf === undefined ? undefined : noForecast(asOf);
  for await (const text of files.reports(id, FIGURES)) {
    const part = JSON.parse(text) as PartFigures;
    digest = together(digest, part.digest);
    if (forecast !== undefined && part.forecast !== undefined) forecast = forecasts(forecast, part.forecast);
  }
  return { digest, ...(forecast === undefined ? {} : { forecast }) };
}
