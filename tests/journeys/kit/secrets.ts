import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { SecretText } from '../../../core/pki/secret-text.ts';
import type { Guard } from './guard.ts';

/** What a secret holds. A test that fails shows its key to nobody. */
export interface HeldInSecret {
  readonly certificate: string;
  readonly certificateChain: string;
  readonly privateKey?: SecretText;
  /** The names of its fields. */
  readonly fields: readonly string[];
}

/** What a secret holds now, or in another stage. */
export async function secretOf(guard: Guard, secret: string, stage = 'AWSCURRENT'): Promise<HeldInSecret> {
  const held = JSON.parse(await textOf(guard, secret, stage)) as Record<string, string>;
  const { certificate = '', certificateChain = '', privateKey } = held;
  const key = privateKey === undefined ? {} : { privateKey: new SecretText(privateKey) };
  return { certificate, certificateChain, ...key, fields: Object.keys(held) };
}

async function textOf({ cloud }: Guard, SecretId: string, VersionStage: string): Promise<string> {
  const get = new GetSecretValueCommand({ SecretId, VersionStage });
  return (await new SecretsManagerClient(cloud).send(get)).SecretString ?? '{}';
}

/** Whether there is a secret of that name. */
export const isSecret = ({ cloud }: Guard, SecretId: string): Promise<boolean> =>
  new SecretsManagerClient(cloud).send(new DescribeSecretCommand({ SecretId })).then(
    () => true,
    (error: Error) => {
      if (error.name !== 'ResourceNotFoundException') throw error;
      return false;
    },
  );

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
