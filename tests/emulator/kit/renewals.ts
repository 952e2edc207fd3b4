import {
  type ACMClient,
  type CertificateDetail,
  ExportCertificateCommand,
  RenewCertificateCommand,
} from '@aws-sdk/client-acm';
import {
  type ACMPCAClient,
  CreatePermissionCommand,
  DeletePermissionCommand,
  PutPolicyCommand,
} from '@aws-sdk/client-acm-pca';
import { activeRoot, ALL_ACTIONS } from './authorities.ts';
import { describe as described, requested } from './certificates.ts';
import { type Bench, DAY, freshAccount } from './emulator.ts';
import { sharingPolicy } from './policies.ts';

export interface Happening {
  readonly at: string;
  readonly kind: string;
  readonly certificateArn?: string;
  readonly detailType?: string;
}

export interface Move {
  readonly now: string;
  readonly happened: readonly Happening[];
  readonly reached: string;
}

export async function next(bench: Bench, before?: Date): Promise<Move> {
  const answer = await bench.admin('POST', '/clock/next', before ? { before: before.toISOString() } : {});
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body as Move;
}

export async function clockOf(bench: Bench): Promise<{ now: Date; nextDue: string | null }> {
  const { now, nextDue } = (await bench.admin('GET', '/clock')).body as { now: string; nextDue: string | null };
  return { now: new Date(now), nextDue };
}

export async function moveTo(bench: Bench, moment: Date): Promise<void> {
  const answer = await bench.admin('POST', '/clock', { now: moment.toISOString() });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
}

/** A private certificate with everything around it. */
export interface Managed {
  readonly account: string;
  readonly pca: ACMPCAClient;
  readonly acm: ACMClient;
  readonly root: string;
  readonly arn: string;
  readonly certificate: CertificateDetail;
  /** The moment so many days before the end. */
  readonly daysBefore: (days: number) => Date;
}

type Wish = Parameters<typeof activeRoot>[1] & { readonly permitted?: boolean; readonly exported?: boolean };

/** An exported certificate of a CA whose permission for ACM is complete, unless wished otherwise. */
export async function managed(bench: Bench, wish: Wish = {}): Promise<Managed> {
  const { permitted = true, exported = true, ...more } = wish;
  const account = freshAccount();
  const pca = bench.pca(account);
  const root = await activeRoot(pca, more);
  if (permitted) await permit(pca, root);
  const made = await certificateOf(bench, account, root, exported);
  return { account, pca, root, ...made };
}

/** An exported certificate of another account's CA, shared by the policy of the user guide. */
export async function managedAcross(bench: Bench): Promise<Managed & { readonly owner: string }> {
  const owner = freshAccount();
  const account = freshAccount();
  const pca = bench.pca(owner);
  const root = await activeRoot(pca);
  await shareWith(pca, root, account);
  return { owner, account, pca, root, ...(await certificateOf(bench, account, root, true)) };
}

async function certificateOf(bench: Bench, account: string, root: string, exported: boolean) {
  const acm = bench.acm(account);
  const certificate = await requested(acm, { CertificateAuthorityArn: root });
  const arn = certificate.CertificateArn ?? '';
  if (exported) await exportOf(acm, arn);
  const end = certificate.NotAfter?.getTime() ?? NaN;
  return { acm, arn, certificate, daysBefore: (days: number) => new Date(end - days * DAY * 1000) };
}

export const exportOf = (acm: ACMClient, arn: string) =>
  acm.send(new ExportCertificateCommand({ CertificateArn: arn, Passphrase: Buffer.from('passphrase') }));

export const permit = (
  pca: ACMPCAClient,
  root: string,
  Actions: (typeof ALL_ACTIONS)[number][] = [...ALL_ACTIONS],
  SourceAccount?: string,
) =>
  pca.send(
    new CreatePermissionCommand({
      CertificateAuthorityArn: root,
      Principal: 'acm.amazonaws.com',
      Actions,
      ...(SourceAccount === undefined ? {} : { SourceAccount }),
    }),
  );

export const forbid = (pca: ACMPCAClient, root: string) =>
  pca.send(new DeletePermissionCommand({ CertificateAuthorityArn: root, Principal: 'acm.amazonaws.com' }));

export const shareWith = (pca: ACMPCAClient, root: string, account: string) =>
  pca.send(new PutPolicyCommand({ ResourceArn: root, Policy: JSON.stringify(sharingPolicy(root, { AWS: account })) }));

/** Asks for a renewal and waits for its outcome, a second at most. */
export async function renewed(acm: ACMClient, arn: string): Promise<CertificateDetail> {
  await acm.send(new RenewCertificateCommand({ CertificateArn: arn }));
  for (const end = Date.now() + 1000; Date.now() < end;) {
    const certificate = await described(acm, arn);
    const { RenewalStatus, RenewalStatusReason } = certificate.RenewalSummary ?? {};
    if (RenewalStatus !== 'PENDING_AUTO_RENEWAL' || RenewalStatusReason) return certificate;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`the renewal of ${arn} has no outcome after a second`);
}
