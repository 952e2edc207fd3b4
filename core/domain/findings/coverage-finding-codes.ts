/** The stable names of what keeps RenewGuard from seeing certificates. */
export const COVERAGE_FINDING_CODES = ['AccountUnreadable', 'RegionUnreadable', 'SweepMissed'] as const;

export type CoverageFindingCode = (typeof COVERAGE_FINDING_CODES)[number];
