import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  paginateListSecrets,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
  type DescribeSecretCommandOutput,
  type GetSecretValueCommandOutput,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { KeptVersion } from '../domain/reissue/issuance.ts';
import { DeliveryRefused, SecretNotOurs } from '../domain/reissue/refusals.ts';
import { NAMED } from '../reissue/names.ts';
import type { SecretDescription, SecretFields, Vault } from '../reissue/ports.ts';
import { AwsRefused, AwsUnavailable, errorName, inOwnAccount, unlessNotThere, unreadableKind } from './errors.ts';
import { complete, nextToken } from './pages.ts';
import { fieldsIn, textOf } from './secret-fields.ts';
import { withoutSecrets } from './without-secrets.ts';

type Keeping = Parameters<Vault['keepVersion']>[3];

const CURRENT = 'AWSCURRENT';

/** Secrets Manager of the own account and region. No error of it says what is in a secret. */
export class SecretVault implements Vault {
  readonly #client: SecretsManagerClient;
  readonly #kmsKeyId: string;

  /** @param kmsKeyId ARN of the key that encrypts the secrets it makes */
  constructor(client: SecretsManagerClient, kmsKeyId: string) {
    this.#client = client;
    this.#kmsKeyId = kmsKeyId;
  }

  async describeSecret(secret: string): Promise<SecretDescription | undefined> {
    const found = await this.#look(secret);
    return found && { ...described(found, found.VersionIdsToStages), ...(found.DeletedDate && { isGoingAway: true }) };
  }

  /**
   * Tags and description are those of a secret that is made here; what stands keeps its own. The first version of a secret
   * becomes AWSCURRENT beside the stage it is for (API reference, PutSecretValue).
   * @throws DeliveryRefused where the secret waits for its deletion
   */
  async keepVersion(secret: string, token: string, fields: SecretFields, options: Keeping): Promise<KeptVersion> {
    const standing = (await this.#look(secret)) ?? (await this.#make(secret, options));
    if (standing.DeletedDate !== undefined) throw new DeliveryRefused(goingAway(secret));
    const version = { secretArn: standing.ARN ?? secret, versionId: token };
    // What stands is not sent again.
    if (standing.VersionIdsToStages?.[token] === undefined) await this.#put(version, fields, options.stage);
    return version;
  }

  /** @throws SecretNotOurs where something else is in it, or it is not RenewGuard's to read; DeliveryRefused where the secret waits for its deletion */
  async readVersion(
    secretArn: string,
    version: { readonly id: string } | { readonly stage: string },
  ): Promise<SecretFields | undefined> {
    const which = 'id' in version ? { VersionId: version.id } : { VersionStage: version.stage };
    const value = await this.#value(new GetSecretValueCommand({ SecretId: secretArn, ...which }), secretArn);
    return value === undefined ? undefined : fieldsIn(secretArn, value);
  }

  /** The right to read depends on a tag of the secret: where there is none, it is denied (template.yaml). */
  async #value(get: GetSecretValueCommand, secretArn: string): Promise<GetSecretValueCommandOutput | undefined> {
    try {
      return await this.#do('GetSecretValue', secretArn, () =>
        withoutSecrets([], () => unlessNotThere(() => this.#client.send(get))),
      );
    } catch (error) {
      const isDenied = error instanceof AwsRefused && unreadableKind(error.cause) === 'access-denied';
      const standing = isDenied ? await this.#look(secretArn) : undefined;
      if (isDenied && standing === undefined) return undefined;
      if (standing !== undefined && !(NAMED.madeBy in described(standing).tags))
        throw new SecretNotOurs(notHandedOver(secretArn), { cause: error });
      throw error;
    }
  }

  /** @throws AwsUnavailable where another moved the label at the same time */
  async promoteVersion({ secretArn, versionId }: KeptVersion): Promise<void> {
    const current = async () => (await this.describeSecret(secretArn))?.versions[CURRENT];
    const before = await current();
    if (before === versionId) return;
    const move = new UpdateSecretVersionStageCommand({
      SecretId: secretArn,
      VersionStage: CURRENT,
      MoveToVersionId: versionId,
      ...(before === undefined ? {} : { RemoveFromVersionId: before }),
    });
    try {
      await this.#do('UpdateSecretVersionStage', secretArn, () => this.#client.send(move));
    } catch (error) {
      const since = await current();
      if (since === before) throw error;
      if (since !== versionId)
        throw new AwsUnavailable(`secretsmanager: another version of ${secretArn} became ${CURRENT} meanwhile`);
    }
  }

  /** Also one that waits for its deletion: there is no way back afterwards. */
  async removeSecret(secretArn: string): Promise<void> {
    const remove = new DeleteSecretCommand({ SecretId: secretArn, ForceDeleteWithoutRecovery: true });
    await this.#do('DeleteSecret', secretArn, () => unlessNotThere(() => this.#client.send(remove)));
  }

  /** The service finds tags by how their keys begin. */
  temporarySecrets(): Promise<readonly SecretDescription[]> {
    return inOwnAccount('secretsmanager:ListSecrets', async () => {
      const found = new Map<string, SecretDescription>();
      const request = { Filters: [{ Key: 'tag-key' as const, Values: [NAMED.deadline] }], MaxResults: 100 };
      for await (const page of complete(paginateListSecrets({ client: this.#client }, request), nextToken))
        for (const entry of page.SecretList ?? []) {
          const secret = described(entry, entry.SecretVersionsToStages);
          if (NAMED.deadline in secret.tags) found.set(secret.secretArn, secret);
        }
      return [...found.values()];
    });
  }

  #look(secret: string): Promise<DescribeSecretCommandOutput | undefined> {
    const describe = new DescribeSecretCommand({ SecretId: secret });
    return this.#do('DescribeSecret', secret, () => unlessNotThere(() => this.#client.send(describe)));
  }

  /**
   * Makes a secret without a value, so that the version's token and stage are given in one way for all. Where another was
   * first, that one is told.
   */
  async #make(secret: string, { tags = {}, description }: Keeping): Promise<Standing> {
    const create = new CreateSecretCommand({
      Name: secret,
      KmsKeyId: this.#kmsKeyId,
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      ...(description === undefined ? {} : { Description: description }),
    });
    const made = await this.#do('CreateSecret', secret, () =>
      unlessNotThere(() => this.#client.send(create), 'ResourceExistsException'),
    );
    return made ?? (await this.#look(secret)) ?? {};
  }

  /** The service stores nothing for a token that it knows, and refuses it with another value: what stands, stands. */
  async #put({ secretArn, versionId }: KeptVersion, fields: SecretFields, stage: string): Promise<void> {
    const text = textOf(fields);
    const put = new PutSecretValueCommand({
      SecretId: secretArn,
      ClientRequestToken: versionId,
      SecretString: text,
      VersionStages: [stage],
    });
    const hidden = [text, fields.privateKey?.reveal() ?? ''];
    await this.#do('PutSecretValue', secretArn, () =>
      withoutSecrets(hidden, () => unlessNotThere(() => this.#client.send(put), 'ResourceExistsException')),
    );
  }

  /** What a secret that waits for its deletion answers becomes a refusal that tells so. */
  #do<T>(operation: string, secret: string, act: () => Promise<T>): Promise<T> {
    return inOwnAccount(`secretsmanager:${operation}`, act).catch((error: unknown) => {
      const cause = error instanceof Error ? error.cause : undefined;
      if (errorName(cause) === 'InvalidRequestException' && /delet/i.test(String(cause)))
        throw new DeliveryRefused(goingAway(secret), { cause: error });
      throw error;
    });
  }
}

type Standing = Pick<DescribeSecretCommandOutput, 'ARN' | 'DeletedDate' | 'VersionIdsToStages'>;

interface Described {
  readonly ARN?: string | undefined;
  readonly Tags?: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined;
}

function described(
  { ARN = '', Tags = [] }: Described,
  stages: Readonly<Record<string, string[]>> = {},
): SecretDescription {
  return {
    secretArn: ARN,
    tags: Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value])),
    versions: Object.fromEntries(
      Object.entries(stages).flatMap(([id, labels]) => labels.map((label) => [label, id] as const)),
    ),
  };
}

const notHandedOver = (secret: string): string =>
  `${secret} has no tag ${NAMED.madeBy}, so RenewGuard may neither read nor write it: name another secret; or, if its whole value ` +
  `may be replaced, tag it: aws secretsmanager tag-resource --secret-id ${secret} --tags Key=${NAMED.madeBy},Value=adopted`;

const goingAway = (secret: string): string =>
  `the secret ${secret} is scheduled for deletion: restore it (aws secretsmanager restore-secret), or name another one`;
