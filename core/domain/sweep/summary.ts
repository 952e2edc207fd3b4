import { coverageSentences, type Completeness } from './completeness.ts';
import { textOrder } from '../text-order.ts';
import type { Digest } from './digest.ts';
import type { Fate, Projection } from './projection.ts';
import type { ScanOutcome, SweepRecord } from './sweep.ts';

/** The version of the report's form; docs/schemas/sweep-summary.v1.json describes it. */
export const SWEEP_SUMMARY_VERSION = '1';

/** What becomes of the certificates until the day of the assessment. */
export interface Forecast {
  readonly asOf: string;
  readonly fates: Readonly<Record<Fate, number>>;
  /** What breaks, the first first; all of it where there are no more than `NAMED_BREAKS`. */
  readonly breaks: readonly Breaking[];
}

/** A certificate that ends where it may be served. */
export interface Breaking {
  readonly arn: string;
  readonly name?: string;
  readonly owner?: string;
  /** ISO 8601. */
  readonly at: string;
  readonly why: string;
}

/** How many breaking certificates a forecast names. */
export const NAMED_BREAKS = 100;

/** The report of a sweep: what it could not read first. */
export interface SweepSummary {
  readonly schemaVersion: typeof SWEEP_SUMMARY_VERSION;
  readonly coverage: Omit<Completeness, 'outcomes'> & {
    readonly said: readonly string[];
    /** The places that were not read, with the reasons. */
    readonly open: readonly ScanOutcome[];
  };
  readonly sweep: SweepRecord;
  readonly digest?: Digest;
  readonly forecast?: Forecast;
}

/** Puts a report together. @param digest absent: none was made */
export function sweepSummary(
  sweep: SweepRecord,
  { outcomes, ...figures }: Completeness,
  more: Pick<SweepSummary, 'digest' | 'forecast'> = {},
): SweepSummary {
  return {
    schemaVersion: SWEEP_SUMMARY_VERSION,
    coverage: {
      ...figures,
      said: coverageSentences(figures, sweep),
      open: outcomes.filter(({ outcome }) => outcome !== 'read'),
    },
    sweep,
    ...more,
  };
}

/** A certificate with what becomes of it. */
export interface Foretold {
  readonly arn: string;
  readonly name?: string;
  readonly owner?: string;
  readonly projection: Projection;
}

export const noForecast = (asOf: string): Forecast => ({
  asOf,
  fates: { stays: 0, renews: 0, replaced: 0, ends: 0, breaks: 0, unknown: 0 },
  breaks: [],
});

/** The forecast with some certificates more. */
export function forecastWith(forecast: Forecast, certificates: readonly Foretold[]): Forecast {
  const fates = { ...forecast.fates };
  for (const { projection } of certificates) fates[projection.fate] += 1;
  const more = certificates.flatMap(({ projection: { fate, at, why = '' }, ...certificate }) =>
    fate === 'breaks' && at !== undefined ? [{ ...certificate, at, why }] : [],
  );
  return { ...forecast, fates, breaks: firstOf([...forecast.breaks, ...more]) };
}

/** Two parts' forecasts of the same day together. */
export function forecasts(one: Forecast, other: Forecast): Forecast {
  const sums = Object.entries(one.fates).map(([fate, count]) => [fate, count + other.fates[fate as Fate]]);
  return {
    asOf: one.asOf,
    fates: Object.fromEntries(sums) as Forecast['fates'],
    breaks: firstOf([...one.breaks, ...other.breaks]),
  };
}

const firstOf = (breaks: readonly Breaking[]): readonly Breaking[] =>
  breaks.toSorted((a, b) => textOrder(a.at, b.at) || textOrder(a.arn, b.arn)).slice(0, NAMED_BREAKS);
