import { describeUnreadable } from '../../core/domain/fact.ts';
import type { Colors } from '../text/colors.ts';
import { columns } from '../text/columns.ts';
import { safeJson, safeLines } from '../text/lines.ts';
import { costText } from '../text/money.ts';
import { shortened } from '../text/sections.ts';
import type { AuthorityBudget, BudgetReport } from './budget.ts';

/** The version of the answer's form; docs/schemas/issuing-budget.v1.json describes it. */
const BUDGET_VERSION = '1';

export const budgetJson = (report: BudgetReport): string => safeJson({ schemaVersion: BUDGET_VERSION, ...report });

/** One row a CA, and what the month costs. */
export function budgetText({ authorities, cost, month, unreadable, at, region }: BudgetReport, colors: Colors): string {
  const table =
    authorities.length === 0
      ? [`There is no CA in ${region}, and none was asked for a certificate in ${month}.`]
      : columns(['this hour', 'limit', 'waiting', 'this month', 'CA'], authorities.map(rowOf), colors);
  const gaps = unreadable.map((gap) => `Not read: ${describeUnreadable(gap)}; ${gap.advice}`);
  const total = `Private CA asks for the certificates of ${month}: ${costText(cost)}. As of ${at}.`;
  return `${[...table, ...safeLines([...gaps, total])].join('\n')}\n`;
}

const rowOf = ({ arn, commonName, status, used, limit, waiting, issued }: AuthorityBudget): readonly string[] => {
  const named = commonName === undefined ? '' : ` ${shortened(commonName, 64)}`;
  const told = status === undefined || status === 'ACTIVE' ? '' : ` ${status}`;
  return [`${used}`, `${limit}`, `${waiting}`, `${issued}`, ...safeLines([`${arn}${named}${told}`])];
};
