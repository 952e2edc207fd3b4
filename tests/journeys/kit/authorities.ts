import type { ClientSettings } from '../../../local/cloud/accounts.ts';
import { type AuthorityKey, createRootAuthority, grantToAcm } from '../../../local/story/authority.ts';
import { recordsDelivered } from '../../../local/story/emulator-admin.ts';
import { type Guard, pkiOf } from './guard.ts';
import { endedAbout } from './executions.ts';

export const ALL_ACTIONS = ['IssueCertificate', 'GetCertificate', 'ListPermissions'] as const;

/** A root CA on which ACM holds its permission; EC keys, for they are made quickest. */
export async function grantedAuthority(pki: ClientSettings, key: AuthorityKey = 'EC_prime256v1'): Promise<string> {
  const arn = await createRootAuthority(pki, 'Journey Root', key);
  await grantToAcm(pki, arn, ALL_ACTIONS);
  return arn;
}

/** The same in the guard's own account and region, once the records of its making are verified. */
export async function guardedAuthority(guard: Guard): Promise<string> {
  const arn = await grantedAuthority(guard.pki);
  await recordsDelivered(guard.emulatorUrl);
  await endedAbout(guard, arn, 2); // the certificate's import and the permission's creation
  return arn;
}

/** The same in another region: no rule listens there, so only what a journey sends tells of it. */
export const unheardAuthority = (guard: Guard, region: string, account = guard.account): Promise<string> =>
  grantedAuthority(pkiOf(guard, account, region));
