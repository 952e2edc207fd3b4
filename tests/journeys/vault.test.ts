import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { inspect } from 'node:util';
import { SecretVault } from '../../core/aws/vault.ts';
import type { SecretFields, Vault } from '../../core/reissue/ports.ts';
import { SecretText } from '../../core/pki/secret-text.ts';
import { clientSettings, hub, region } from '../../local/cloud/accounts.ts';
import { keyPem, newKey } from '../builders/private-authority.ts';
import { FakeVault } from '../fakes/fake-vault.ts';
import { deployedCloud } from './deployed-cloud.ts';

const KMS_KEY = `arn:aws:kms:${region}:${hub}:key/11111111-2222-3333-4444-555555555555`;
const PENDING = { stage: 'AWSPENDING' };
const CURRENT = { stage: 'AWSCURRENT' };

let client: SecretsManagerClient;
beforeAll(() => void (client = new SecretsManagerClient(clientSettings(deployedCloud().endpoint, hub))));
afterAll(() => client.destroy());

let names = 0;
const freshName = (): string => `renewguard/test/${process.pid}-${++names}`;
const token = (letter: string): string => letter.repeat(64);

const KEY = keyPem(newKey('ECDSA'));
const whole: Required<SecretFields> = {
  privateKey: new SecretText(KEY),
  csr: 'CSR',
  certificate: 'CERTIFICATE',
  certificateChain: 'CHAIN',
};
const open = ({ privateKey, ...fields }: SecretFields) => ({ ...fields, key: privateKey?.reveal() });

/** Waits for its deletion, as by the console. */
interface Place {
  readonly vault: Vault;
  schedule(secret: string): Promise<unknown>;
  /** Puts somebody's secret there. */
  foreign(name: string, text: string): Promise<unknown>;
}

const real = (): Place => ({
  vault: new SecretVault(client, KMS_KEY),
  schedule: (SecretId) => client.send(new DeleteSecretCommand({ SecretId })),
  foreign: (Name, SecretString) => client.send(new CreateSecretCommand({ Name, SecretString })),
});

function faked(): Place {
  const vault = new FakeVault();
  const schedule = (secret: string) => {
    const found = [...vault.secrets.values()].find(({ name, arn }) => name === secret || arn === secret);
    return Promise.resolve(found && Object.assign(found, { waitsForDeletion: true }));
  };
  return { vault, schedule, foreign: (name, text) => Promise.resolve(vault.putForeign(name, text)) };
}

describe.each([
  ['the vault', real],
  ['the vault that the unit tests use', faked],
])('%s', (_, placeOf) => {
  let place: Place;
  let vault: Vault;
  let name: string;
  beforeEach(() => {
    place = placeOf();
    ({ vault } = place);
    name = freshName();
  });

  test('knows no secret before it is kept', async () => {
    expect(await vault.describeSecret(name)).toBeUndefined();
    expect(await vault.readVersion(name, CURRENT)).toBeUndefined();
  });

  test('keeps fields in a secret that it makes, with its tags, and reads them by id and by stage', async () => {
    const tags = { 'renewguard:certificate': 'arn', 'renewguard:deadline': '2026-11-29T00:00:00.000Z' };
    const kept = await vault.keepVersion(name, token('a'), whole, { ...CURRENT, tags, description: 'a test' });
    expect(kept).toEqual({ secretArn: expect.stringContaining(`:secret:${name}-`) as string, versionId: token('a') });
    expect(await vault.describeSecret(kept.secretArn)).toEqual({
      secretArn: kept.secretArn,
      tags,
      versions: { AWSCURRENT: token('a') },
    });
    for (const version of [{ id: token('a') }, CURRENT]) {
      const read = await vault.readVersion(kept.secretArn, version);
      expect(open(read ?? {})).toEqual({ key: KEY, csr: 'CSR', certificate: 'CERTIFICATE', certificateChain: 'CHAIN' });
      expect(inspect(read)).not.toContain(KEY.slice(30, 50));
    }
    expect(await vault.readVersion(kept.secretArn, { id: token('f') })).toBeUndefined();
    expect(await vault.readVersion(kept.secretArn, PENDING)).toBeUndefined();
  });

  test('lets stand what was kept first under a token, whatever comes later', async () => {
    const first = await vault.keepVersion(name, token('a'), { csr: 'first' }, PENDING);
    expect(await vault.keepVersion(name, token('a'), { csr: 'second' }, PENDING)).toEqual(first);
    await vault.promoteVersion(await vault.keepVersion(name, token('b'), { csr: 'other' }, PENDING));
    expect(await vault.keepVersion(name, token('a'), { csr: 'third' }, PENDING)).toEqual(first);
    expect(await vault.readVersion(name, { id: token('a') })).toEqual({ csr: 'first' });
    expect((await vault.describeSecret(name))?.versions).toMatchObject({
      AWSCURRENT: token('b'),
      AWSPREVIOUS: token('a'),
    });
  });

  test('makes one secret and one version of eight that come at once', async () => {
    const keeps = Array.from({ length: 8 }, (__, index) =>
      vault.keepVersion(name, token('a'), { csr: `${index}` }, CURRENT),
    );
    const kept = await Promise.all(keeps);
    expect(new Set(kept.map(({ secretArn }) => secretArn)).size).toBe(1);
    const { csr } = (await vault.readVersion(name, CURRENT)) ?? {};
    expect(csr).toMatch(/^[0-7]$/);
    for (let time = 0; time < 3; time++) expect(await vault.readVersion(name, { id: token('a') })).toEqual({ csr });
  });

  test('makes the first version current, beside the stage it is kept for', async () => {
    await vault.keepVersion(name, token('a'), { csr: 'a' }, PENDING);
    expect((await vault.describeSecret(name))?.versions).toEqual({ AWSCURRENT: token('a'), AWSPENDING: token('a') });
  });

  test('keeps a later version for its stage, makes it current once, and goes back', async () => {
    const a = await vault.keepVersion(name, token('a'), { csr: 'a' }, CURRENT);
    const b = await vault.keepVersion(name, token('b'), { csr: 'b' }, PENDING);
    expect((await vault.describeSecret(name))?.versions).toEqual({ AWSCURRENT: token('a'), AWSPENDING: token('b') });
    expect(await vault.readVersion(name, CURRENT)).toEqual({ csr: 'a' });
    for (let time = 0; time < 2; time++) {
      await vault.promoteVersion(b);
      expect((await vault.describeSecret(name))?.versions).toMatchObject({
        AWSCURRENT: token('b'),
        AWSPREVIOUS: token('a'),
      });
    }
    await vault.promoteVersion(a);
    expect((await vault.describeSecret(name))?.versions).toMatchObject({
      AWSCURRENT: token('a'),
      AWSPREVIOUS: token('b'),
    });
    expect(await vault.readVersion(name, CURRENT)).toEqual({ csr: 'a' });
  });

  test('can’t make a version current that isn’t there', async () => {
    const { secretArn } = await vault.keepVersion(name, token('a'), {}, CURRENT);
    await expect(vault.promoteVersion({ secretArn, versionId: token('b') })).rejects.toMatchObject({
      name: 'AwsRefused',
    });
  });

  test.each([
    ['a text', 'correct horse battery staple'],
    ['broken JSON', '{"privateKey": "correct horse'],
    ['a list', '["correct horse"]'],
    ['a member of its own', '{"certificate": "C", "password": "correct horse"}'],
    ['another type of value', '{"certificate": {"correct": "horse"}}'],
  ])('leaves a secret alone that holds %s, and says nothing of it', async (__, text) => {
    await place.foreign(name, text);
    const error: unknown = await vault.readVersion(name, CURRENT).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'SecretNotOurs' });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/correct|horse|password/);
  });

  test('deletes at once and for good; what is gone is gone', async () => {
    const { secretArn } = await vault.keepVersion(name, token('a'), {}, CURRENT);
    for (let time = 0; time < 2; time++) await vault.removeSecret(secretArn);
    expect(await vault.describeSecret(name)).toBeUndefined();
    await vault.keepVersion(name, token('a'), { csr: 'anew' }, CURRENT);
    expect(await vault.readVersion(name, CURRENT)).toEqual({ csr: 'anew' });
  });

  test('writes and reads nothing in a secret that waits for its deletion, and deletes it at once', async () => {
    const a = await vault.keepVersion(name, token('a'), {}, CURRENT);
    const b = await vault.keepVersion(name, token('b'), {}, PENDING);
    await place.schedule(name);
    for (const act of [
      () => vault.keepVersion(name, token('c'), whole, CURRENT),
      () => vault.readVersion(a.secretArn, CURRENT),
      () => vault.promoteVersion(b),
    ])
      await expect(act()).rejects.toMatchObject({
        name: 'DeliveryRefused',
        message: expect.stringContaining('scheduled for deletion') as string,
      });
    await vault.removeSecret(a.secretArn);
    expect(await vault.describeSecret(name)).toBeUndefined();
  });

  test('lists its temporary secrets, of every page, and no others', async () => {
    const before = new Set((await vault.temporarySecrets()).map(({ secretArn }) => secretArn));
    const tags = { 'renewguard:deadline': '2026-11-29T00:00:00.000Z' };
    const all = Array.from({ length: 105 }, (__, index) => `${name}-${index}`);
    const kept = await Promise.all(all.map((each) => vault.keepVersion(each, token('a'), {}, { ...CURRENT, tags })));
    const alike = { 'renewguard:deadline-extended': 'x' };
    await vault.keepVersion(`${name}-other`, token('a'), {}, { ...CURRENT, tags: alike });
    const found = (await vault.temporarySecrets()).filter(({ secretArn }) => !before.has(secretArn));
    expect(found.map(({ secretArn }) => secretArn).toSorted()).toEqual(
      kept.map(({ secretArn }) => secretArn).toSorted(),
    );
    expect(found[0]).toMatchObject({ tags, versions: { AWSCURRENT: token('a') } });
    await Promise.all(kept.map(({ secretArn }) => vault.removeSecret(secretArn)));
  });
});

test('secrets are made under the key', async () => {
  const vault = new SecretVault(client, KMS_KEY);
  const name = freshName();
  await vault.keepVersion(name, token('a'), whole, CURRENT);
  expect(await client.send(new DescribeSecretCommand({ SecretId: name }))).toMatchObject({ KmsKeyId: KMS_KEY });
});

test('a service that is out of reach is no refusal, and no error says the key', async () => {
  const nowhere = { ...clientSettings('http://127.0.0.1:9', hub), maxAttempts: 1 };
  const vault = new SecretVault(new SecretsManagerClient(nowhere), KMS_KEY);
  const error: unknown = await vault
    .keepVersion(freshName(), token('a'), whole, CURRENT)
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'AwsUnavailable' });
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(KEY.slice(30, 50));
});
