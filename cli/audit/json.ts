import { safeJson } from '../text/lines.ts';
import type { AuditReport } from './report.ts';

/** The version of the answer's form; docs/schemas/audit-report.v1.json describes it. */
const AUDIT_VERSION = '1';

/** The whole report, for programs. */
export const auditJson = (report: AuditReport): string => safeJson({ schemaVersion: AUDIT_VERSION, ...report });
