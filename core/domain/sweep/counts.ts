import type { ScanCounts } from './sweep.ts';

export const NOTHING_COUNTED: ScanCounts = {
  authorities: 0,
  certificates: 0,
  verdicts: {},
  changed: 0,
  gone: 0,
  findings: { opened: 0, changed: 0, resolved: 0 },
  calls: {},
};

/** Two parts' counts together. @param other what it does not name, it did not count */
export function added(one: ScanCounts, other: Partial<ScanCounts> = {}): ScanCounts {
  const { authorities = 0, certificates = 0, verdicts = {}, changed = 0, gone = 0, calls = {} } = other;
  const { opened, changed: altered, resolved } = other.findings ?? NOTHING_COUNTED.findings;
  return {
    authorities: one.authorities + authorities,
    certificates: one.certificates + certificates,
    verdicts: sums(one.verdicts, verdicts),
    changed: one.changed + changed,
    gone: one.gone + gone,
    findings: {
      opened: one.findings.opened + opened,
      changed: one.findings.changed + altered,
      resolved: one.findings.resolved + resolved,
    },
    calls: sums(one.calls, calls),
  };
}

/** What all places have together. */
export const totalCounts = (all: readonly ScanCounts[]): ScanCounts =>
  all.reduce((total, counts) => added(total, counts), NOTHING_COUNTED);

type Numbers = Readonly<Record<string, number>>;

/** By name, in the order of the names: the same figures are the same text. */
function sums(one: Numbers, other: Numbers): Numbers {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])].toSorted();
  return Object.fromEntries(names.map((name) => [name, (one[name] ?? 0) + (other[name] ?? 0)]));
}
