import { authorities } from './authorities.ts';
import { certificates } from './certificates.ts';
import { others } from './others.ts';
import type { PlaceScanPorts } from '../scan-ports.ts';
import type { Phase } from './phase.ts';
import { report } from './report.ts';
import { tags } from './tags.ts';
import { vanished } from './vanished.ts';

/** The phases of a place's scan, in order: what is gone is known once everything was listed. */
export const PLACE_PHASES: readonly Phase<PlaceScanPorts>[] = [
  authorities,
  certificates,
  tags,
  others,
  vanished,
  report,
];
