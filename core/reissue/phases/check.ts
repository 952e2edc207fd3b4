import type { Issuance, Replaced } from '../../domain/reissue/issuance.ts';
import { DeliveryRefused, RouteUnusable, SecretNotOurs } from '../../domain/reissue/refusals.ts';
import { NAMED } from '../names.ts';
import type { AcmActor, Vault } from '../ports.ts';
import { mustNotBeOfAnother } from './of-another.ts';
import { actOf, type Phase } from './phase.ts';
import { secretOf } from './place.ts';
import { PREVIOUS } from './previous.ts';

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

/** RenewGuard writes to a secret that it made, and to one whose owner says so by a tag; IAM says the same (template.yaml). */
async function checkSecret({ vault }: CheckPorts, issuance: Issuance): Promise<string | undefined> {
  const secret = secretOf(issuance);
  checkPlace(secret, issuance.replaces);
  const described = await vault.describeSecret(secret);
  if (described === undefined)
    return isArn(secret) ? refuse(`there is no secret ${secret}: name one that is made`) : undefined;
  if (described.tags[NAMED.madeBy] === undefined)
    throw new SecretNotOurs(
      `${secret} exists already, and RenewGuard did not make it: nothing was written. Name another secret; or, if its whole ` +
        `value may be replaced, tag it: aws secretsmanager tag-resource --secret-id ${secret} ` +
        `--tags Key=${NAMED.madeBy},Value=adopted`,
    );
  if (described.isGoingAway === true)
    throw new DeliveryRefused(
      `the secret ${secret} is scheduled for deletion: restore it (aws secretsmanager restore-secret), or name another one`,
    );
  await mustNotBeOfAnother(vault, secret, issuance);
  return described.versions['AWSCURRENT'] && `the version of ${secret} that is current now`;
}

const isArn = (secret: string): boolean => secret.startsWith('arn:');

/** RenewGuard has rights to the secrets of its own account and region only. */
function checkPlace(secret: string, { certificateArn }: Replaced): void {
  const placeOf = (arn: string): string =>
    arn
      .split(':')
      .filter((_, index) => [1, 3, 4].includes(index))
      .join(' ');
  if (isArn(secret) && placeOf(secret) !== placeOf(certificateArn))
    refuse(`${secret} is not in the account and region of ${certificateArn}: name a secret that is`);
}

function refuse(why: string): never {
  throw new RouteUnusable(why);
}
