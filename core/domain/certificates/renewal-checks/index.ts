import { authorityAllows } from './authority-allows.ts';
import { authorityOutlives } from './authority-outlives.ts';
import type { Check } from './check.ts';
import { eligible } from './eligible.ts';
import { inForce } from './in-force.ts';
import { managed } from './managed.ts';
import { onTime } from './on-time.ts';
import { progress } from './progress.ts';
import { reexported } from './reexported.ts';
import { replaced } from './replaced.ts';

/**
 * What the renewal of a certificate depends on. The first check that settles the matter gives verdict and reason, so what is
 * nearer to an outage stands first. Eligibility comes after the CA: exporting must never make a verdict worse.
 */
export const RENEWAL_CHECKS: readonly Check[] = [
  replaced,
  inForce,
  managed,
  progress,
  reexported,
  authorityAllows,
  authorityOutlives,
  eligible,
  onTime,
];
