import type { Issuance, Replaced } from '../../domain/reissue/issuance.ts';
import { DeliveryRefused, RouteUnusable, SecretNotOurs } from '../../domain/reissue/refusals.ts';
import { NAMED } from '../names.ts';
import type { SecretDescription, Vault } from '../ports.ts';
import { mustNotBeOfAnother } from './of-another.ts';

/**
 * Whether a secret may be written: RenewGuard made it, or its owner says so by a tag; IAM says the same (template.yaml), but not why.
 * Looked at before each writing, for days may lie in between.
 * @returns undefined: there is none yet, and it may be made
 * @throws RouteUnusable, SecretNotOurs, DeliveryRefused
 */
export async function checkWritable(
  vault: Pick<Vault, 'describeSecret' | 'readVersion'>,
  secret: string,
  issuance: Issuance,
): Promise<SecretDescription | undefined> {
  checkPlace(secret, issuance.replaces);
  const described = await vault.describeSecret(secret);
  if (described === undefined) return mayBeMade(secret);
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
  return described;
}

const isArn = (secret: string): boolean => secret.startsWith('arn:');

function mayBeMade(secret: string): undefined {
  if (isArn(secret)) throw new RouteUnusable(`there is no secret ${secret}: name one that is made`);
}

/** Partition, region and account. */
const placeOf = (arn: string): string => [1, 3, 4].map((index) => arn.split(':')[index]).join(' ');

/** RenewGuard has rights to the secrets of its own account and region only. */
function checkPlace(secret: string, { certificateArn }: Replaced): void {
  if (isArn(secret) && placeOf(secret) !== placeOf(certificateArn))
    throw new RouteUnusable(`${secret} is not in the account and region of ${certificateArn}: name a secret that is`);
}
