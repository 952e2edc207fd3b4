import { safeJson } from '../text/lines.ts';
import type { PlanReport } from './report.ts';

/** The version of the answer's form; docs/schemas/reissue-plan.v1.json describes it. */
const PLAN_VERSION = '1';

/** The whole plan, for programs. */
export const planJson = (report: PlanReport): string => safeJson({ schemaVersion: PLAN_VERSION, ...report });
