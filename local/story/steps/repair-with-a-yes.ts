import {
  ACMPCAClient,
  TagCertificateAuthorityCommand,
  UntagCertificateAuthorityCommand,
} from '@aws-sdk/client-acm-pca';
import { accounts, clientSettings } from '../../cloud/accounts.ts';
import type { ReceivedNotice } from '../alert-inbox.ts';
import { revokeFromAcm } from '../authority.ts';
import type { Cast } from '../cast.ts';
import { callerAtHub, renewguard } from '../command-line.ts';
import type { Step } from '../step.ts';

const APPROVE = { Key: 'renewguard:repair', Value: 'approve' };

/** A removed permission is asked about; a person approves by a command, RenewGuard restores it, and it is told as resolved. */
export const repairWithAYes = (cast: Cast): Step => ({
  title: 'A repair waits for a yes: asked, approved by a command, restored, resolved',
  async run(context) {
    const arn = cast.authority('healthy');
    const owner = clientSettings(context.cloud.emulatorUrl, accounts.pki);
    const pca = new ACMPCAClient(owner);
    const tagged = { CertificateAuthorityArn: arn, Tags: [APPROVE] };
    await cast.inbox.all();
    await pca.send(new TagCertificateAuthorityCommand(tagged));
    await revokeFromAcm(owner, arn);
    const question = await cast.inbox.waitFor(({ id, text }) => id.startsWith('repair/') && text.includes(arn));
    const id = /renewguard approve (\S+)/.exec(question?.text ?? '')?.[1];
    if (question === undefined || id === undefined) return { ok: false, seen: 'nobody was asked within 30 s' };
    const answered = await renewguard(callerAtHub(context), 'approve', id);
    const isOver = ({ subject, at }: ReceivedNotice): boolean =>
      subject.includes('RESOLVED PermissionMissing') && at > question.at;
    const resolved = await cast.inbox.waitFor(isOver);
    await pca.send(new UntagCertificateAuthorityCommand(tagged));
    const seen = [question.subject, answered.split('\n')[0], resolved?.subject ?? 'nothing was resolved within 30 s'];
    return { ok: resolved !== undefined, seen: seen.join('\n') };
  },
});
