import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Guard } from './guard.ts';

/** What a secret holds now, or in another stage. */
export async function secretOf(
  { cloud }: Guard,
  SecretId: string,
  VersionStage = 'AWSCURRENT',
): Promise<Record<string, string>> {
  const get = new GetSecretValueCommand({ SecretId, VersionStage });
  const { SecretString = '{}' } = await new SecretsManagerClient(cloud).send(get);
  return JSON.parse(SecretString) as Record<string, string>;
}

/** Makes a secret as an application does. @param tags such as say that RenewGuard may write to it */
export async function makeSecret(
  { cloud }: Guard,
  Name: string,
  fields: object,
  tags: Readonly<Record<string, string>> = {},
): Promise<void> {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const create = new CreateSecretCommand({ Name, SecretString: JSON.stringify(fields), Tags });
  await new SecretsManagerClient(cloud).send(create);
}

/** Stores a version that nobody asked for. @returns its id */
export async function storeVersion({ cloud }: Guard, SecretId: string, fields: object): Promise<string> {
  const put = new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(fields), VersionStages: ['JOURNEY'] });
  return (await new SecretsManagerClient(cloud).send(put)).VersionId ?? '';
}

/** The labels of each version of a secret. */
export async function stagesOf({ cloud }: Guard, SecretId: string): Promise<Readonly<Record<string, string[]>>> {
  return (await new SecretsManagerClient(cloud).send(new DescribeSecretCommand({ SecretId }))).VersionIdsToStages ?? {};
}
