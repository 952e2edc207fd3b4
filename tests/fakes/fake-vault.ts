import { fieldsIn, textOf } from '../../core/aws/secret-fields.ts';
import { AwsRefused } from '../../core/aws/errors.ts';
import type { KeptVersion } from '../../core/domain/reissue/issuance.ts';
import { DeliveryRefused } from '../../core/domain/reissue/refusals.ts';
import type { SecretDescription, SecretFields, Vault } from '../../core/reissue/ports.ts';
import { PKI } from '../builders/accounts.ts';
import { Hooked } from './hooked.ts';

interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly tags: Record<string, string>;
  readonly description: string | undefined;
  /** Texts by version. */
  readonly versions: Map<string, string>;
  /** Versions by staging label. */
  readonly labels: Map<string, string>;
  waitsForDeletion: boolean;
}

const TOKEN = /^.{32,64}$/;

/**
 * Secrets Manager, as its API reference says; tests/journeys/vault.test.ts shows that the adapter does the same with MiniStack.
 */
export class FakeVault extends Hooked implements Vault {
  readonly secrets = new Map<string, Secret>();
  #made = 0;

  describeSecret(secret: string): Promise<SecretDescription | undefined> {
    return this.called('vault.describeSecret', () => {
      const found = this.#find(secret);
      return found && described(found);
    });
  }

  keepVersion(
    secret: string,
    token: string,
    fields: SecretFields,
    options: Parameters<Vault['keepVersion']>[3],
  ): Promise<KeptVersion> {
    return this.called('vault.keepVersion', () => {
      if (!TOKEN.test(token)) throw new AwsRefused('the token must have 32 to 64 characters');
      const standing = this.#find(secret) ?? this.#make(secret, options);
      if (standing.waitsForDeletion) throw new DeliveryRefused(`${secret} is scheduled for deletion`);
      if (!standing.versions.has(token)) store(standing, token, textOf(fields), options.stage);
      return { secretArn: standing.arn, versionId: token };
    });
  }

  readVersion(
    secretArn: string,
    version: { readonly id: string } | { readonly stage: string },
  ): Promise<SecretFields | undefined> {
    return this.called('vault.readVersion', () => {
      const found = this.#find(secretArn);
      if (found?.waitsForDeletion) throw new DeliveryRefused(`${secretArn} is scheduled for deletion`);
      const id = 'id' in version ? version.id : found?.labels.get(version.stage);
      return fieldsIn(secretArn, { SecretString: found?.versions.get(id ?? '') });
    });
  }

  promoteVersion({ secretArn, versionId }: KeptVersion): Promise<void> {
    return this.called('vault.promoteVersion', () => {
      const found = this.#find(secretArn);
      if (!found?.versions.has(versionId)) throw new AwsRefused(`there is no version ${versionId} of ${secretArn}`);
      if (found.waitsForDeletion) throw new DeliveryRefused(`${secretArn} is scheduled for deletion`);
      makeCurrent(found, versionId);
    });
  }

  removeSecret(secretArn: string): Promise<void> {
    return this.called('vault.removeSecret', () => {
      const found = this.#find(secretArn);
      if (found !== undefined) this.secrets.delete(found.name);
    });
  }

  temporarySecrets(): Promise<readonly SecretDescription[]> {
    return this.called('vault.temporarySecrets', () =>
      [...this.secrets.values()]
        .filter(({ tags, waitsForDeletion }) => 'renewguard:deadline' in tags && !waitsForDeletion)
        .map(described),
    );
  }

  /** Puts a secret of somebody else there, with any text. */
  putForeign(name: string, text: string, tags: Readonly<Record<string, string>> = {}): string {
    const secret = this.#make(name, { stage: 'AWSCURRENT', tags });
    store(secret, `${name}-first`.padEnd(32, '-'), text, 'AWSCURRENT');
    return secret.arn;
  }

  #find(secret: string): Secret | undefined {
    return this.secrets.get(secret) ?? [...this.secrets.values()].find(({ arn }) => arn === secret);
  }

  #make(name: string, { tags = {}, description }: Parameters<Vault['keepVersion']>[3]): Secret {
    const suffix = String(++this.#made).padStart(6, 'A');
    const arn = `arn:aws:secretsmanager:eu-west-1:${PKI}:secret:${name}-${suffix}`;
    const made: Secret = {
      ...{ arn, name, tags: { ...tags }, description },
      ...{ versions: new Map(), labels: new Map(), waitsForDeletion: false },
    };
    this.secrets.set(name, made);
    return made;
  }
}

/** The first version of a secret becomes AWSCURRENT beside its stage. */
function store(secret: Secret, id: string, text: string, stage: string): void {
  secret.versions.set(id, text);
  if (stage === 'AWSCURRENT' || secret.versions.size === 1) makeCurrent(secret, id);
  secret.labels.set(stage, id);
}

function makeCurrent({ labels }: Secret, id: string): void {
  const before = labels.get('AWSCURRENT');
  if (before === id) return;
  if (before !== undefined) labels.set('AWSPREVIOUS', before);
  labels.set('AWSCURRENT', id);
}

const described = ({ arn, tags, labels, waitsForDeletion }: Secret): SecretDescription => ({
  ...(waitsForDeletion && { isGoingAway: true }),
  secretArn: arn,
  tags: { ...tags },
  versions: Object.fromEntries(labels),
});
