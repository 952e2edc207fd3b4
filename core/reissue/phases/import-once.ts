import { parseCertificateArn } from '../../domain/arn.ts';
import type { KeptVersion } from '../../domain/reissue/issuance.ts';
import { DeliveryRefused } from '../../domain/reissue/refusals.ts';
import { readCertificate } from '../../pki/certificate-content.ts';
import type { AcmActor, Pace, Vault } from '../ports.ts';
import type { NotYet } from './phase.ts';

export interface ImportPorts {
  readonly vault: Pick<Vault, 'readVersion'>;
  readonly acm: Pick<AcmActor, 'acmStanding' | 'importInto'>;
  readonly pace: Pace;
  /** Waits so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** A turn that comes later than this is waited for by the state machine, not by the function. */
const LONGEST_PAUSE_MILLISECONDS = 3000;

/** Imports what a version of a secret holds, unless ACM holds it already. */
export async function importOnce(
  { vault, acm, pace, pause }: ImportPorts,
  certificateArn: string,
  { secretArn, versionId }: KeptVersion,
): Promise<NotYet | undefined> {
  const {
    certificate,
    certificateChain: chain = '',
    privateKey,
  } = (await vault.readVersion(secretArn, { id: versionId })) ?? {};
  if (certificate === undefined || privateKey === undefined)
    throw new DeliveryRefused(
      `the version ${versionId} of ${secretArn} lacks certificate or key: nothing can be imported`,
    );
  if ((await acm.acmStanding(certificateArn))?.serial === readCertificate(certificate).serial) return undefined;
  const turn = await pace.turn('acm:ImportCertificate', parseCertificateArn(certificateArn).account);
  if (turn > LONGEST_PAUSE_MILLISECONDS) return { wait: Math.ceil(turn / 1000) };
  await pause(turn);
  await acm.importInto(certificateArn, { certificate, chain }, privateKey);
  return undefined;
}
