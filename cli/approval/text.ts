import type { Colors } from '../text/colors.ts';
import { safeJson, safeLines } from '../text/lines.ts';
import { rows } from '../text/sections.ts';
import type { AnswerReport } from './answer.ts';

/** The version of the answer's form; docs/schemas/approval-answer.v1.json describes it. */
const ANSWER_VERSION = '1';

export const answerJson = (report: AnswerReport): string => safeJson({ schemaVersion: ANSWER_VERSION, ...report });

/** What was recorded, for a person, and what happens now. */
export function answerText(report: AnswerReport, colors: Colors): string {
  const { id, by, recorded, answer } = report;
  const heading = `${answer === 'approved' ? 'Approved' : 'Rejected'}: ${id}, ${recorded === 'now' ? 'by' : 'already, by'} ${by}`;
  const about = rows([
    ['Authority', report.repair?.certificateAuthorityArn],
    ['Finding', report.repair?.code],
    ['Account', report.repair?.account],
    ['Certificate', report.certificateArn],
    ['Old serial', report.oldSerial],
    ['New serial', report.newSerial],
  ]);
  const lines = [...about.map((line) => `  ${line}`), ...safeLines([whatNow(report)])];
  return `${[colors.bold(safeLines([heading]).join('')), ...lines].join('\n')}\n`;
}

function whatNow(report: AnswerReport): string {
  return report.repair === undefined ? ofDelivery(report) : ofRepair(report);
}

function ofRepair({ answer, sent }: AnswerReport): string {
  if (sent === 'nobody-waits')
    return (
      'Step Functions has no task that waits for it now: it was handed over before, its hour is over, or what was missing is there ' +
      'again. A state machine that still has to repair asks again within the hour, and sees the answer then.'
    );
  return answer === 'approved'
    ? 'It is read once more and repaired now, unless the mode forbids it. A notice RESOLVED follows.'
    : 'Nothing is changed. It is asked again when something else is missing; the finding stays open until somebody mends it.';
}

function ofDelivery({ answer, sent, certificateArn = '<certificate>' }: AnswerReport): string {
  if (sent === 'nobody-waits')
    return (
      'Step Functions has no task that waits for it now: it was handed over before, or its hour is over. A state machine that ' +
      'still has to deliver asks again within the hour, and sees the answer then.'
    );
  return answer === 'approved'
    ? `It is delivered now, unless the mode, a change window or a freeze holds it: npx renewguard plan ${certificateArn}`
    : 'It is not delivered: the old certificate stays in use. The execution ends with DeliveryRejected.';
}
