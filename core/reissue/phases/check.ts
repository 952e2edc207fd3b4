import type { Issuance, Replaced } from '../../domain/reissue/issuance.ts';
import { DeliveryRefused, RouteUnusable } from '../../domain/reissue/refusals.ts';
import type { AcmActor, Vault } from '../ports.ts';
import { actOf, type Phase } from './phase.ts';
import { secretOf } from './place.ts';
import { PREVIOUS } from './previous.ts';
import { checkWritable } from './writable.ts';

export interface CheckPorts {
  readonly vault: Pick<Vault, 'describeSecret' | 'readVersion'>;
  readonly acm: Pick<AcmActor, 'acmStanding'>;
}

/**
 * Looks whether the delivery would be possible, before anything is issued.
 * @returns what can be put back should the delivery fail, for people; undefined: there is no way back
 * @throws RouteUnusable, SecretNotOurs, DeliveryRefused
 */
type Check = (ports: CheckPorts, issuance: Issuance) => Promise<string | undefined>;

export const CHECK: Phase<Check> = {
  'acm-import': async (ports, issuance) => {
    await checkImportable(ports.acm, issuance.replaces);
    const previous = await actOf(PREVIOUS, issuance)(ports, issuance);
    return previous && 'the certificate and key that RenewGuard imported the last time';
  },
  'acm-managed': async (_, { replaces }) => Promise.resolve(checkRequestable(replaces)),
  secret: checkSecret,
  'same-key': checkSecret,
  export: checkSecret,
};

async function checkImportable(acm: CheckPorts['acm'], { certificateArn, content }: Replaced): Promise<void> {
  const standing = await acm.acmStanding(certificateArn);
  if (standing === undefined) throw new DeliveryRefused(`${certificateArn} does not exist in ACM any more`);
  if (standing.kind !== 'imported')
    throw new DeliveryRefused(`${certificateArn} was not imported into ACM: nothing can be imported into it`);
  if (standing.keyType !== undefined && standing.keyType !== content.keyType)
    throw new DeliveryRefused(
      `${certificateArn} holds a key of type ${standing.keyType}; ACM takes no other type or size`,
    );
}

/** ACM asks for DNS names only (service-facts 2.2): without the others, the new one could not stand in for the old one. */
function checkRequestable({ certificateArn, content }: Replaced): string {
  const others = content.names.filter(({ kind }) => kind !== 'dns').map(({ kind, value }) => `${kind}:${value}`);
  if (others.length > 0 || content.names.length === 0)
    throw new RouteUnusable(
      `strategy acm-managed: ACM issues for DNS names only, and ${certificateArn} has ${others.slice(0, 5).join(', ') || 'none'}`,
    );
  return 'the old certificate, which stays until every service uses the new one';
}

async function checkSecret({ vault }: CheckPorts, issuance: Issuance): Promise<string | undefined> {
  const secret = secretOf(issuance);
  const described = await checkWritable(vault, secret, issuance);
  const current = described?.versions['AWSCURRENT'];
  // What an earlier try delivered there is no way back from itself.
  const isWayBack = current !== undefined && current !== issuance.collected?.versionId;
  return isWayBack ? `the version of ${secret} that is current now` : undefined;
}
