import { parseCertificateArn } from '../../domain/arn.ts';
import type { Issuance } from '../../domain/reissue/issuance.ts';
import { hasReached } from '../../domain/reissue/progress.ts';
import { FIND, listed, usersOf, type FindPorts } from '../phases/find.ts';
import { actOf } from '../phases/phase.ts';
import type { AcmActor, EndpointProbe, Issuer, Vault } from '../ports.ts';
import { readFound } from './read-found.ts';
import { reportedSerial } from './reported-serial.ts';
import { settleDoubts } from './settle-doubts.ts';
import { reached, type StepOutcome, type StepPorts } from './step.ts';

export interface RetirePorts extends StepPorts, FindPorts {
  readonly issuer: Pick<Issuer, 'issuedPem' | 'issuedSince' | 'revokeCertificate'>;
  readonly acm: FindPorts['acm'] & Pick<AcmActor, 'certificatesWithSerial'>;
  readonly vault: FindPorts['vault'] & Pick<Vault, 'describeSecret'>;
  readonly probe: EndpointProbe;
  readonly count: (metric: string) => void;
}

/**
 * Ends the old certificate: it is marked as replaced by the proof itself; it is revoked only when that was asked, its grace
 * period is over, and it is found nowhere any more.
 */
export async function retire(ports: RetirePorts, before: Issuance, now: string): Promise<StepOutcome> {
  const issuance = hasReached(before, 'proven') ? await settleDoubts(ports, before, now) : before;
  const { intent, revokeAt, revokedAt, replaces } = issuance;
  const cleanUp = (because: string): StepOutcome => ({ next: 'clean-up', intent, because });
  if (!hasReached(issuance, 'proven')) return { next: 'finish', intent, because: 'it is not proven yet' };
  if (revokeAt === undefined || revokedAt !== undefined) return cleanUp('the old certificate is marked as replaced');
  if (now < revokeAt) return cleanUp(`the old certificate is revoked from ${revokeAt} on`);
  if (replaces.issuedArn === undefined) return cleanUp('the old certificate is of no CA that is known here');
  const served = await servedStill(ports, issuance);
  if (served !== undefined) return cleanUp(`the old certificate is not revoked: ${served}`);
  const issued = parseCertificateArn(replaces.issuedArn);
  if (issued.service === 'acm-pca') await ports.issuer.revokeCertificate(issued.authorityArn, replaces.content.serial);
  await ports.ledger.advance(reached(issuance, { revokedAt: now }, now));
  ports.count('CertificateRevoked');
  return cleanUp('the old certificate is revoked');
}

/** Where the old certificate is still found; undefined: nowhere. What could not be seen counts as found. */
async function servedStill(ports: RetirePorts, issuance: Issuance): Promise<string | undefined> {
  const { replaces, route } = issuance;
  const old = replaces.content.serial;
  const found = await actOf(FIND, issuance)(ports, issuance);
  if (found.pem === undefined) return `${found.place} could not be looked at`;
  const here = readFound(found.pem.certificate);
  if (here === undefined) return `${found.place} holds no certificate that can be read`;
  if (here.serial === old) return `${found.place} still holds it`;
  if (found.problem !== undefined) return found.problem;
  return (
    (await usedInAcm(ports, issuance)) ??
    (route.endpoint === undefined ? undefined : await servedAt(ports, route.endpoint, old)) ??
    (route.hostReports === true ? await reportedStill(ports, issuance) : undefined)
  );
}

async function servedAt({ probe }: RetirePorts, endpoint: string, old: string): Promise<string | undefined> {
  const answer = await probe.served(endpoint, undefined);
  if ('unseen' in answer) return `${endpoint} could not be looked at: ${answer.unseen}`;
  const served = readFound(answer.pem);
  if (served === undefined) return `${endpoint} serves no certificate that can be read`;
  return served.serial === old ? `${endpoint} still serves it` : undefined;
}

async function reportedStill(ports: RetirePorts, issuance: Issuance): Promise<string | undefined> {
  const told = await reportedSerial(ports, issuance);
  if (told === undefined) return 'the host reports nothing any more';
  return told === issuance.replaces.content.serial ? 'the host reports that it serves it' : undefined;
}

/** Services may use it under any ARN of ACM: it was requested there, or imported, once or more often. */
async function usedInAcm({ acm }: RetirePorts, { replaces }: Issuance): Promise<string | undefined> {
  const { certificateArn, content } = replaces;
  try {
    const arns = await acm.certificatesWithSerial(content.serial, certificateArn);
    const users = await Promise.all(arns.map((arn) => usersOf(acm, arn)));
    return users.flat().length > 0 ? `services use it: ${listed(users.flat())}` : undefined;
  } catch (error) {
    if (!(error instanceof Error) || !['AwsUnavailable', 'AwsRefused'].includes(error.name)) throw error;
    return `ACM could not be searched for it: ${error.message}`;
  }
}
