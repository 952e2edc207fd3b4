import { textOrder } from '../text-order.ts';
import { bySeverity, type Severity } from './finding-codes.ts';

/** What decides how soon somebody has to act. */
interface Urgency {
  readonly severity: Severity;
  /** ISO 8601; absent: it is out now, or nobody knows. */
  readonly outage?: string;
}

/** What is worse first; of what is as bad, what has no date, then the nearest outage. @param nameOf tells the rest apart */
export const byUrgency =
  <T extends Urgency>(nameOf: (each: T) => string) =>
  (a: T, b: T): number =>
    bySeverity(a.severity, b.severity) || textOrder(a.outage ?? '', b.outage ?? '') || textOrder(nameOf(a), nameOf(b));
