import { textOf } from '../../core/aws/secret-fields.ts';
import { issuedForSomebody, SECRET, stageOf, type Stage } from '../builders/reissue-stage.ts';
import { AUTHORITY_ARN, STRANGER } from '../builders/accounts.ts';

const ADOPTED = { 'renewguard:certificate': 'adopted' };

let stage: Stage;
beforeEach(async () => void (stage = await stageOf('secret')));

const prepared = (asked: object) => stage.world.prepareReissue({ asked, collisions: 0 });
const delivering = (deliver: object) => prepared({ ...stage.input, deliver });
const refused = (name: string, says: string) => ({ name, message: expect.stringContaining(says) as string });

/** Nothing was written, and nothing was made. */
async function expectNothingDone() {
  expect(await stage.world.issuances.issuanceOf(stage.intent)).toBeUndefined();
  expect([...stage.world.vault.secrets.keys()].filter((name) => name.startsWith('renewguard/'))).toEqual([]);
}

describe('what contradicts itself is named', () => {
  const intent = '0'.repeat(32);
  test.each<[string, () => object, string]>([
    ['two strategies', () => ({ strategy: 'secret', deliver: { strategy: 'same-key' } }), 'deliver.strategy: '],
    ['a serial number beside an ARN', () => ({ serial: '0a' }), 'serial: expected nothing without'],
    ['an intent and a certificate', () => ({ intent }), 'certificateArn: expected nothing beside an intent'],
    ['an intent, and --again', () => ({ certificateArn: undefined, intent, again: true }), 'again: expected nothing'],
  ])('%s', async (_, more, says) => {
    const asked = { certificateArn: stage.input.certificateArn, ...more() };
    await expect(prepared(asked)).rejects.toMatchObject(refused('InvalidInput', says));
    await expectNothingDone();
  });

  test('the same strategy twice is no contradiction', async () => {
    const deliver = { secret: SECRET, strategy: 'secret' };
    expect(await prepared({ ...stage.input, deliver })).toMatchObject({ next: 'issue' });
  });
});

test('a serial number with colons and more zeros in front is that of the CA’s certificate', async () => {
  const { certificateArn: _, ...how } = stage.input;
  const serial = `00:${stage.old.serial.toUpperCase().replaceAll(/..(?=.)/g, '$&:')}`;
  const asked = { ...how, certificateAuthorityArn: AUTHORITY_ARN, serial };
  expect(await prepared(asked)).toMatchObject({ next: 'issue', intent: stage.intent });
});

test('a CA of another account is refused before anything is asked of it', async () => {
  const authority = AUTHORITY_ARN.replace(/\d{12}/, STRANGER);
  await stage.world.issuer.add(authority);
  await expect(delivering({ secret: SECRET, authority })).rejects.toMatchObject(
    refused('AccountNotActedOn', 'is a CA of another account'),
  );
  await expectNothingDone();
});

test('a CA of another account issues where RenewGuard acts in that account, too', async () => {
  const authority = AUTHORITY_ARN.replace(/\d{12}/, STRANGER);
  await stage.world.issuer.add(authority);
  stage.world.actsIn = () => true;
  expect(await delivering({ secret: SECRET, authority })).toMatchObject({ next: 'issue' });
});

test('a certificate of another account is refused with the parameter that would let RenewGuard act there', async () => {
  stage.world.actsIn = () => false;
  await expect(delivering({ secret: SECRET })).rejects.toMatchObject(refused('AccountNotActedOn', 'MemberActRoleName'));
  await expectNothingDone();
});

describe('a secret that can’t be delivered to is refused before anything is issued:', () => {
  const arn = (place: string) => `arn:aws:secretsmanager:${place}:secret:web/tls-AbCdEf`;

  test.each([
    ['of another account', arn(`eu-west-1:${STRANGER}`)],
    ['of another region', arn('us-east-1:111122223333')],
  ])('one %s', async (_, secret) => {
    await expect(delivering({ secret })).rejects.toMatchObject(refused('RouteUnusable', 'is not in the account'));
    await expectNothingDone();
  });

  test('an ARN that none has', async () => {
    const secret = arn('eu-west-1:111122223333');
    await expect(delivering({ secret })).rejects.toMatchObject(refused('RouteUnusable', 'there is no secret'));
    await expectNothingDone();
  });

  test('one that waits for its deletion', async () => {
    stage.world.vault.secrets.get(SECRET)!.waitsForDeletion = true;
    await expect(prepared(stage.input)).rejects.toMatchObject(refused('DeliveryRefused', 'scheduled for deletion'));
    await expectNothingDone();
  });

  test('one in which RenewGuard keeps the certificate of something else', async () => {
    const { key: privateKey, certificate, chain } = await issuedForSomebody(stage.world, { name: 'pay.example.com' });
    stage.world.vault.putForeign('pay/tls', textOf({ privateKey, certificate, certificateChain: chain }), ADOPTED);
    await expect(delivering({ secret: 'pay/tls' })).rejects.toMatchObject(
      refused('SecretNotOurs', 'holds the certificate of CN=pay.example.com'),
    );
    await expectNothingDone();
  });

  test('but not one that holds something else, and was handed over', async () => {
    stage.world.vault.putForeign('old/password', '{"password":"x"}', ADOPTED);
    expect(await delivering({ secret: 'old/password' })).toMatchObject({ next: 'issue' });
  });
});

test('a secret that got the certificate of something else since is left alone', async () => {
  const { world, intent } = stage;
  await prepared(stage.input);
  const step = { intent, holder: 'a test' };
  await world.issueCertificate(step);
  await world.collectCertificate(step);
  const { key: privateKey, certificate, chain } = await issuedForSomebody(world, { name: 'pay.example.com' });
  const theirs = 'theirs'.padEnd(32, '-');
  const fields = { privateKey, certificate, certificateChain: chain };
  await world.vault.keepVersion(SECRET, theirs, fields, { stage: 'AWSCURRENT' });
  await expect(world.deliverCertificate(step)).rejects.toMatchObject(refused('SecretNotOurs', 'pay.example.com'));
  expect(world.vault.secrets.get(SECRET)!.labels.get('AWSCURRENT')).toBe(theirs);
});

test('a secret whose owner takes the consent back meanwhile is left alone', async () => {
  const { world, intent } = stage;
  await prepared(stage.input);
  const step = { intent, holder: 'a test' };
  await world.issueCertificate(step);
  const secret = world.vault.secrets.get(SECRET)!;
  const before = new Map(secret.versions);
  delete secret.tags['renewguard:certificate'];
  await expect(world.collectCertificate(step)).rejects.toMatchObject(refused('SecretNotOurs', 'did not make it'));
  expect(secret.versions).toEqual(before);
});
