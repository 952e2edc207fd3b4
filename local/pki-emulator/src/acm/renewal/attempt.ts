import { tellAvailable } from '../../events/certificate-events.ts';
import type { Call } from '../../wire/call.ts';
import type { World } from '../../world.ts';
import {
  type AcmCertificate,
  isEligible,
  type IssuanceResult,
  type PrivateCertificate,
  type PublicCertificate,
} from '../certificate.ts';
import { placeOf } from '../../arns.ts';
import { ACM, renewPrivately } from '../private-issuance.ts';
import { issuePublicly } from '../public-issuance.ts';
import { stuck, succeeded } from './renewal.ts';

/** One attempt at a renewal: it succeeds, or leaves why it did not; every attempt judges anew. */
export async function attemptRenewal(certificate: AcmCertificate, world: World): Promise<void> {
  if (certificate.type === 'IMPORTED' || !isEligible(certificate, world.clock.now())) return giveUp(certificate);
  const before = certificate.renewal;
  if (certificate.type === 'PRIVATE') await renewPrivate(certificate, world);
  else await renewPublic(certificate, world);
  if (certificate.renewal !== before) world.time.note({ kind: 'renewal' });
  if (certificate.renewal?.status === 'SUCCESS') tellAvailable(certificate, 'RENEWAL', world);
}

/** Revoked, or not eligible any more, between the request and its outcome: it stays as it is, but is not awaited. */
function giveUp(certificate: AcmCertificate): void {
  if (certificate.renewal) certificate.renewal = { ...certificate.renewal, settlesAt: undefined };
}

async function renewPrivate(certificate: PrivateCertificate, world: World): Promise<void> {
  const result = await outcomeOf(certificate, world);
  const now = world.clock.now();
  if ('failure' in result) {
    certificate.renewal = stuck(certificate.renewal, 'PENDING_AUTO_RENEWAL', result.failure, now);
    return;
  }
  certificate.renewed = result.material;
  certificate.exported = false;
  certificate.renewal = succeeded(now);
}

async function outcomeOf(certificate: PrivateCertificate, world: World): Promise<IssuanceResult> {
  const { authorityArn, alternativeNames: domainNames, keyAlgorithm } = certificate;
  try {
    return await renewPrivately({ authorityArn, domainNames, keyAlgorithm }, callOfAcm(certificate, world));
  } catch (error) {
    console.error(error); // A defect of the emulator; the next attempt may fare better.
    return { failure: 'OTHER' };
  }
}

const calls = new WeakMap<PrivateCertificate, Call>();

/** What ACM sends acm-pca, with its own rights, in the certificate's account: the same each hour. */
function callOfAcm(certificate: PrivateCertificate, world: World): Call {
  const known = calls.get(certificate);
  if (known) return known;
  const { account, region } = placeOf(certificate.arn);
  const call: Call = {
    account,
    region,
    world,
    service: 'acm-pca',
    operation: 'IssueCertificate',
    accessKeyId: '',
    requestId: '', // The record of an issuance gets one; a failed attempt leaves none.
    userAgent: ACM,
    sourceAddress: ACM,
  };
  calls.set(certificate, call);
  return call;
}

/** The record that proved control of the names must still be there. */
async function renewPublic(certificate: PublicCertificate, world: World): Promise<void> {
  const { alternativeNames: domainNames, keyAlgorithm } = certificate;
  if (!certificate.domainValidated) {
    certificate.renewal = stuck(certificate.renewal, 'PENDING_VALIDATION', undefined, world.clock.now());
    return;
  }
  certificate.material = await issuePublicly({ domainNames, keyAlgorithm }, world);
  certificate.exported = false;
  certificate.renewal = succeeded(world.clock.now());
}
