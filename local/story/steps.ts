import { Cast } from './cast.ts';
import type { Step } from './step.ts';
import { askForVerdict } from './steps/ask-for-verdicts.ts';
import { askForEachCertificate } from './steps/ask-for-each-certificate.ts';
import { hearOnDay45, mendAndRenew, seeFirstAttempts } from './steps/live-through-a-renewal.ts';
import { muteAFinding } from './steps/mute-a-finding.ts';
import { refuseWrongInput } from './steps/refuse-wrong-input.ts';
import { rehearseAnAlert } from './steps/rehearse-an-alert.ts';
import { replaceBySecret, replaceImported } from './steps/replace-certificates.ts';
import { repairWithAYes } from './steps/repair-with-a-yes.ts';
import { removePermission, restorePermission } from './steps/remove-and-restore.ts';
import { setTheStage } from './steps/set-the-stage.ts';
import { showTheStack } from './steps/show-the-stack.ts';
import { sweepTheOrganization } from './steps/sweep-the-organization.ts';

/** The story `npm start` plays, in its order. */
export function storySteps(): readonly Step[] {
  const cast = new Cast();
  return [
    showTheStack,
    setTheStage(cast),
    askForVerdict(cast, 'healthy', 'The RSA authority: everything ACM needs'),
    askForVerdict(cast, 'partial', 'The EC authority: a grant that looks complete'),
    askForVerdict(cast, 'shared', 'The shared authority: one share is for another template'),
    removePermission(cast),
    restorePermission(cast),
    repairWithAYes(cast),
    rehearseAnAlert(cast),
    muteAFinding(cast),
    refuseWrongInput(cast),
    askForEachCertificate(cast),
    replaceBySecret(cast),
    replaceImported(cast),
    sweepTheOrganization(cast),
    seeFirstAttempts(cast),
    hearOnDay45(cast),
    mendAndRenew(cast),
  ];
}
