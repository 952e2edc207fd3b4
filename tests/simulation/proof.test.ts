import { fieldsIn, textOf } from '../../core/aws/secret-fields.ts';
import { generateKey } from '../../core/pki/keys.ts';
import type { SecretFields } from '../../core/reissue/ports.ts';
import { SECRET } from '../builders/reissue-stage.ts';
import { routed, type Drive } from './drive.ts';

/* Serial, key, chain and names: each by itself is looked at where the certificate is used. */

/** What is current in the secret. */
function current({ stage: { world } }: Drive): SecretFields {
  const { labels, versions } = world.vault.secrets.get(SECRET)!;
  return fieldsIn(SECRET, { SecretString: versions.get(labels.get('AWSCURRENT')!)! })!;
}

/** The owner of the secret changes what is in it right after the delivery. */
async function changed(change: (fields: SecretFields) => SecretFields | Promise<SecretFields>): Promise<string> {
  const drive = await routed('secret', {});
  const { world } = drive.stage;
  world.cut = async (call, phase) => {
    if (call !== 'vault.promoteVersion' || phase !== 'after') return;
    world.cut = () => undefined;
    const { labels, versions } = world.vault.secrets.get(SECRET)!;
    versions.set('its owner’s', textOf(await change(current(drive))));
    labels.set('AWSCURRENT', 'its owner’s');
  };
  const { failed } = await drive.start();
  expect(failed).toMatchObject({ error: 'DeliveryUnproven' });
  return failed!.reason ?? '';
}

test('the new certificate with another key beside it is not proven', async () => {
  const withOther = async (fields: SecretFields) => ({ ...fields, privateKey: await generateKey('EC_prime256v1') });
  expect(await changed(withOther)).toContain('the key beside it is another');
});

test('the new certificate without any key is not proven', async () => {
  expect(await changed(({ privateKey: _, ...fields }) => fields)).toContain('no key lies beside it');
});

test('the new certificate without its chain is not proven', async () => {
  expect(await changed(({ certificateChain: _, ...fields }) => fields)).toContain('The chain is empty');
});

test('one that lacks a name of the old one is not proven', async () => {
  const drive = await routed('secret', {});
  const { world } = drive.stage;
  world.cut = async (call, phase) => {
    const issuance = await drive.issuance();
    if (call !== 'ledger.advance' || phase !== 'after' || issuance?.state !== 'delivered') return;
    world.cut = () => undefined;
    const { content } = issuance.replaces;
    const names = [...content.names, { kind: 'dns' as const, value: 'shop.example.com' }];
    await world.issuances.advance({ ...issuance, replaces: { ...issuance.replaces, content: { ...content, names } } });
  };
  const { failed } = await drive.start();
  expect(failed).toMatchObject({ error: 'DeliveryUnproven' });
  expect(failed!.reason).toContain('it lacks the name dns:shop.example.com');
});

test('what is delivered holds key, certificate and chain in fields of their own, and nothing else', async () => {
  const drive = await routed('secret', {});
  await drive.start();
  const { labels, versions } = drive.stage.world.vault.secrets.get(SECRET)!;
  const stored = JSON.parse(versions.get(labels.get('AWSCURRENT')!)!) as Record<string, string>;
  expect(Object.keys(stored).toSorted()).toEqual(['certificate', 'certificateChain', 'privateKey']);
  const labelsOf = (pem = '') => pem.match(/(?<=-----BEGIN )[A-Z ]+(?=-----)/g);
  expect(labelsOf(stored['certificate'])).toEqual(['CERTIFICATE']);
  expect(labelsOf(stored['privateKey'])).toEqual(['PRIVATE KEY']);
  expect(stored['certificateChain']).not.toContain(stored['certificate']!.trim());
});
