import type { Issuance } from '../../domain/reissue/issuance.ts';
import type { SecretText } from '../../pki/secret-text.ts';
import type { AcmActor, CertificatePem, Vault } from '../ports.ts';
import type { Phase } from './phase.ts';
import { secretOf } from './place.ts';

export interface FindPorts {
  readonly vault: Pick<Vault, 'readVersion'>;
  readonly acm: Pick<AcmActor, 'acmPem' | 'acmStanding'>;
}

/** A certificate as it was found where it is used. */
export interface Found {
  /** For people: `ACM`, `AWSCURRENT of web/tls`. */
  readonly place: string;
  readonly pem?: CertificatePem;
  /** The key that lies beside it; absent where none does, or none can be read. */
  readonly privateKey?: SecretText;
  /** Why it isn't what it should be, where that has nothing to do with the certificate itself. */
  readonly problem?: string;
}

type Find = (ports: FindPorts, issuance: Issuance) => Promise<Found>;

export const FIND: Phase<Find> = {
  'acm-import': ({ acm }, { replaces }) => findInAcm(acm, replaces.certificateArn),
  secret: findCurrent,
  'same-key': findCurrent,
  export: async (ports, issuance) => {
    const { certificateArn } = issuance.replaces;
    const [found, standing] = await Promise.all([findCurrent(ports, issuance), ports.acm.acmStanding(certificateArn)]);
    if (standing?.eligibility === 'ELIGIBLE') return found;
    return { ...found, problem: `ACM calls ${certificateArn} ${standing?.eligibility ?? 'gone'} after the export` };
  },
  'acm-managed': findAdopted,
};

async function findInAcm(acm: FindPorts['acm'], certificateArn: string): Promise<Found> {
  const place = `ACM ${certificateArn}`;
  const pem = await acm.acmPem(certificateArn);
  return pem === undefined ? { place, problem: 'ACM does not give the certificate out' } : { place, pem };
}

async function findCurrent({ vault }: FindPorts, issuance: Issuance): Promise<Found> {
  const secret = secretOf(issuance);
  const place = `AWSCURRENT of ${secret}`;
  const fields = await vault.readVersion(secret, { stage: 'AWSCURRENT' });
  if (fields?.certificate === undefined) return { place, problem: 'it holds no certificate' };
  const { privateKey } = fields;
  return {
    place,
    pem: { certificate: fields.certificate, chain: fields.certificateChain ?? '' },
    ...(privateKey && { privateKey }),
    // A device's key never comes here.
    ...(privateKey === undefined && issuance.strategy !== 'same-key' && { problem: 'no key lies beside it' }),
  };
}

/** The new one is adopted when services use it, and none uses the old one any more. */
async function findAdopted({ acm }: FindPorts, { issued, replaces }: Issuance): Promise<Found> {
  const found = await findInAcm(acm, issued?.certificateArn ?? '');
  if (found.pem === undefined) return found;
  const stillUsing = await usersOf(acm, replaces.certificateArn);
  if (stillUsing.length > 0) return { ...found, problem: `the old ARN is still used by ${listed(stillUsing)}` };
  const users = await usersOf(acm, issued?.certificateArn ?? '');
  return users.length > 0 ? found : { ...found, problem: 'no service uses the new ARN yet' };
}

/** The services that use a certificate. Nothing integrated with ACM uses one that is not in it. */
export async function usersOf(acm: Pick<AcmActor, 'acmStanding'>, certificateArn: string): Promise<readonly string[]> {
  return certificateArn.split(':')[2] === 'acm' ? ((await acm.acmStanding(certificateArn))?.inUseBy ?? []) : [];
}

const LISTED = 5;

/** Some of them by name, for people. */
export const listed = (arns: readonly string[]): string =>
  arns.length <= LISTED ? arns.join(', ') : `${arns.slice(0, LISTED).join(', ')} and ${arns.length - LISTED} more`;
