import {
  ACMPCAClient,
  type CertificateAuthorityStatus,
  DeleteCertificateAuthorityCommand,
  RestoreCertificateAuthorityCommand,
  UpdateCertificateAuthorityCommand,
} from '@aws-sdk/client-acm-pca';
import type { AlertInbox } from '../../local/story/alert-inbox.ts';
import { grantToAcm, revokeFromAcm } from '../../local/story/authority.ts';
import { requestPrivateCertificate } from '../../local/story/certificate.ts';
import { ALL_ACTIONS, guardedAuthority } from './kit/authorities.ts';
import { settled } from './kit/executions.ts';
import { findingsOf } from './kit/findings.ts';
import { type Guard, hubGuard } from './kit/guard.ts';
import { noticeOf, subjectsAbout, subscribe } from './kit/notices.ts';

let guard: Guard;
let inbox: AlertInbox;
let pca: ACMPCAClient;

beforeAll(async () => {
  guard = hubGuard();
  pca = new ACMPCAClient(guard.pki);
  inbox = await subscribe(guard);
});

/** What the owner does with a CA; each call leaves its record on the bus. */
const does = {
  setStatus: (CertificateAuthorityArn: string, Status: CertificateAuthorityStatus) =>
    pca.send(new UpdateCertificateAuthorityCommand({ CertificateAuthorityArn, Status })),
  remove: (CertificateAuthorityArn: string) =>
    pca.send(new DeleteCertificateAuthorityCommand({ CertificateAuthorityArn, PermanentDeletionTimeInDays: 7 })),
  restore: (CertificateAuthorityArn: string) =>
    pca.send(new RestoreCertificateAuthorityCommand({ CertificateAuthorityArn })),
};

test('a CA that is disabled, deleted, restored and enabled is told at each step with the step back', async () => {
  const arn = await guardedAuthority(guard);
  await requestPrivateCertificate(guard.pki, arn, 'states.example.com', 'EC_prime256v1');
  const on = `--certificate-authority-arn ${arn} --region ${guard.pki.region}`;
  const activate = `aws acm-pca update-certificate-authority ${on} --status ACTIVE`;

  await does.setStatus(arn, 'DISABLED');
  const disabled = await noticeOf(inbox, arn, 'AuthorityNotActive', 1);
  expect(disabled.subject).toContain('HIGH');
  expect(disabled.text).toContain('The certificate authority is DISABLED');
  expect(disabled.text).toContain(activate);
  expect(disabled.text).toContain('states.example.com');

  await does.remove(arn);
  const deleted = await noticeOf(inbox, arn, 'AuthorityDeleted', 1);
  expect(deleted.subject).toContain('CRITICAL');
  expect(deleted.text).toMatch(/is deleted and can be restored until \d{4}-\d\d-\d\dT/);
  expect(deleted.text).toContain(`aws acm-pca restore-certificate-authority ${on}\n  ${activate}`);

  await does.restore(arn);
  await noticeOf(inbox, arn, 'AuthorityDeleted', 2);
  await does.setStatus(arn, 'ACTIVE');
  await noticeOf(inbox, arn, 'AuthorityNotActive', 2);
  await settled(guard, arn);
  // A deleted CA is not active either: that it was disabled is not over before it is enabled.
  expect(await subjectsAbout(inbox, arn)).toEqual([
    'HIGH AuthorityNotActive',
    'CRITICAL AuthorityDeleted',
    'RESOLVED AuthorityDeleted',
    'RESOLVED AuthorityNotActive',
  ]);
});

test('a permission that is missing is not declared resolved by the deletion of its CA', async () => {
  const arn = await guardedAuthority(guard);
  await revokeFromAcm(guard.pki, arn);
  await noticeOf(inbox, arn, 'PermissionMissing', 1);

  await does.setStatus(arn, 'DISABLED');
  await does.remove(arn);
  await noticeOf(inbox, arn, 'AuthorityDeleted', 1);
  await settled(guard, arn);
  expect(await findingsOf(guard, arn)).toContain(`PermissionMissing ${guard.account} OPEN v1`);

  await does.restore(arn);
  await does.setStatus(arn, 'ACTIVE');
  await noticeOf(inbox, arn, 'AuthorityDeleted', 2);
  await settled(guard, arn);
  expect(await findingsOf(guard, arn)).toContain(`PermissionMissing ${guard.account} OPEN v1`);

  await grantToAcm(guard.pki, arn, ALL_ACTIONS);
  await noticeOf(inbox, arn, 'PermissionMissing', 2);
  await settled(guard, arn);
  expect((await findingsOf(guard, arn)).filter((finding) => finding.includes('OPEN'))).toEqual([]);
  const permission = (await subjectsAbout(inbox, arn)).filter((subject) => subject.includes('Permission'));
  expect(permission).toEqual(['LOW PermissionMissing', 'RESOLVED PermissionMissing']);
});
