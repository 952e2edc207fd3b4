import { findingKey } from '../domain/findings/finding.ts';
import { InvalidInput } from '../domain/invalid-input.ts';
import type { AuthorityArn } from '../domain/arn.ts';
import { permissionSteps } from '../domain/repair/permission-steps.ts';
import {
  permissionChange,
  policyChange,
  repairApprovalNotice,
  type RepairChange,
} from '../domain/repair/repair-notice.ts';
import { repairId, type Repair, type RepairSubject } from '../domain/repair/repair.ts';
import { mustKnow } from '../reissue/must-know.ts';
import type { RepairApprovals, RepairPorts } from './ports.ts';
import { begunRepair, subjectOf, type RepairInput, type RepairStep } from './step.ts';

export interface AskPorts extends Pick<RepairPorts, 'authorities' | 'repairs' | 'removers' | 'findings' | 'outbox'> {
  readonly approvals: Pick<RepairApprovals, 'askAboutRepair'>;
}

/**
 * Asks a person whether a CA may be repaired. The token with which the answer is given goes to the table only. The notice is
 * written with the note that they were asked: each new hour asks anew, and tells nobody again.
 * @param now ISO 8601
 */
export async function askForRepair(
  ports: AskPorts,
  { taskToken, holder, ...input }: RepairInput & { readonly taskToken: string; readonly holder: string },
  now: string,
): Promise<RepairStep> {
  const { authority, subject } = subjectOf(input);
  const repair = await begunRepair(ports.repairs, subject, input);
  const id = repairId(repair);
  await ports.approvals.askAboutRepair(id, subject, taskToken, repair.until ?? now);
  if (repair.state === 'opened') await tell(ports, authority, repair, now);
  await ports.outbox.flushAuthority(authority.arn);
  return { next: 'ask', because: `asked as ${id}, until ${repair.until ?? now}` };
}

async function tell(ports: AskPorts, authority: AuthorityArn, repair: Repair, now: string): Promise<void> {
  const finding = (await ports.findings.of(authority.arn)).find((each) => findingKey(each) === findingKey(repair));
  if (finding === undefined) throw new InvalidInput('code', 'a finding that is kept for the CA', repair.code);
  const removal = repair.code === 'PermissionMissing' ? 'permission' : 'policy';
  const remover = await ports.removers.reportedRemover(authority.arn, removal);
  const change = await changeOf(ports, authority, repair);
  const notice = repairApprovalNotice(repair, finding, change, remover, now);
  await ports.repairs.writeRepair({ ...repair, state: 'asked', updatedAt: now }, notice);
}

async function changeOf(
  { authorities }: AskPorts,
  authority: AuthorityArn,
  { code, account }: RepairSubject,
): Promise<RepairChange> {
  if (code === 'PolicyMissing') return policyChange(account);
  const grants = mustKnow(await authorities.grants(authority));
  return permissionChange(permissionSteps(authority.account, grants)?.remove ?? []);
}
