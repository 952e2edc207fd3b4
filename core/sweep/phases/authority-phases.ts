import { dependents } from './dependents.ts';
import { due } from './due.ts';
import { issued } from './issued.ts';
import type { AuthorityScanPorts } from '../scan-ports.ts';
import type { Phase } from './phase.ts';
import { issuedReport } from './report.ts';

/** The phases of a CA's scan: ACM of all accounts was listed before, so what a CA issued to others can be told apart. */
export const AUTHORITY_PHASES: readonly Phase<AuthorityScanPorts>[] = [issued, due, dependents, issuedReport];
