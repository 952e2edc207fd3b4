import type { World } from '../world.ts';
import type { AcmCertificate } from './certificate.ts';
import { placeOf } from '../arns.ts';

/** When the daily expiry events begin unless the account says otherwise: 45 days, for public certificates 30 (service-facts 2.5). */
export const DEFAULT_EXPIRY_DAYS = 45;
const DEFAULT_PUBLIC_EXPIRY_DAYS = 30;

/** So many days before its end a certificate's daily expiry events begin. */
export function expiryDaysOf(certificate: AcmCertificate, { state }: World): number {
  const { account, region } = placeOf(certificate.arn);
  const fallback = certificate.type === 'AMAZON_ISSUED' ? DEFAULT_PUBLIC_EXPIRY_DAYS : DEFAULT_EXPIRY_DAYS;
  return state.scope(account, region).daysBeforeExpiry ?? fallback;
}
