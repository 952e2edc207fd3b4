import type { AuthorityDescription } from '../../core/domain/authorities/authority.ts';
import type { ActingStrategy } from '../../core/domain/reissue/strategy.ts';
import { generateKey } from '../../core/pki/keys.ts';
import { writeSigningRequest } from '../../core/pki/signing-request.ts';
import { readCertificate } from '../../core/pki/certificate-content.ts';
import { subjectAlternativeName } from '../../local/pki-emulator/src/x509/extension.ts';
import { AUTHORITY_ARN } from '../builders/accounts.ts';
import { newKey } from '../builders/private-authority.ts';
import { issuedForSomebody, newOnes, requested, SECRET, stageOf } from '../builders/reissue-stage.ts';
import { Drive } from '../simulation/drive.ts';
import { violations } from '../simulation/properties.ts';

const DAY = 86_400;
const acting = async (strategy: ActingStrategy, days = 90) => new Drive(await stageOf(strategy, { days }));
const authorityOf = ({ stage }: Drive) => stage.world.issuer.authorities.get(AUTHORITY_ARN)!;

/** A run that fails with this, and changes nothing: no certificate, the old one in use, people told. */
async function refused(drive: Drive, error: string, input: object = drive.stage.input) {
  const { stage } = drive;
  const inUse = (await stage.served())?.serial;
  const run = await drive.start(input);
  expect(run.failed).toMatchObject({ error });
  expect(await newOnes(stage)).toEqual([]);
  expect(requested(stage)).toEqual([]);
  expect((await stage.served())?.serial).toBe(inUse);
  expect(stage.world.ledger.sent.some(({ text }) => text.includes(error))).toBe(true);
  return run.failed!.reason ?? '';
}

describe('an input that is none', () => {
  test.each([
    ['an unknown strategy', { strategy: 'magic' }, 'strategy'],
    ['a route with an unknown member', { deliver: { secret: SECRET, nonsense: true } }, 'deliver'],
    ['a secret of RenewGuard’s own', { deliver: { secret: 'renewguard/temporary/x' } }, 'deliver.secret'],
    ['the name of a prototype', JSON.parse('{"__proto__": 1, "constructor": 2}') as object, '__proto__'],
    ['a member that is no input', { delivr: {} }, 'delivr: expected no such member'],
  ])('is refused, naming what is wrong: %s', async (_, wrong, named) => {
    const drive = await acting('secret');
    expect(await refused(drive, 'InvalidInput', { ...drive.stage.input, ...wrong })).toContain(named);
    expect(drive.stage.world.effects).toEqual([]);
  });

  test.each([
    ['no certificate', {}],
    ['a certificate and a serial', { certificateAuthorityArn: AUTHORITY_ARN, serial: '0a', certificateArn: 'x' }],
    ['a serial that is none', { certificateAuthorityArn: AUTHORITY_ARN, serial: 'xyz' }],
    ['an intent that nobody opened', { intent: '0'.repeat(32) }],
  ])('is refused: %s', async (_, input) => {
    await refused(await acting('secret'), 'InvalidInput', input);
  });

  test('a certificate that is not there is refused by its name', async () => {
    const certificateArn = `${AUTHORITY_ARN}/certificate/${'ab'.repeat(16)}`;
    await refused(await acting('secret'), 'CertificateNotFound', { certificateArn });
  });
});

describe('a device’s CSR', () => {
  async function csrOf(drive: Drive, different: { name?: string; otherKey?: boolean } = {}): Promise<string> {
    const { old, keys } = drive.stage;
    const content = readCertificate(old.pem.certificate);
    const names = subjectAlternativeName([{ kind: 'dns', value: different.name ?? 'device-7.example.com' }]);
    const extensions = [{ oid: names.type, critical: names.critical, value: names.value.toString('base64') }];
    const key = different.otherKey === true ? await generateKey('EC_prime256v1') : keys[0]!;
    return writeSigningRequest({ subject: content.subject, extensions }, key);
  }
  const handedIn = ({ stage }: Drive, csr: string) => ({ ...stage.input, deliver: { secret: SECRET, csr } });

  test.each([
    ['of another key', { otherKey: true }, 'public key'],
    ['of other names', { name: 'device-8.example.com' }, 'device-8.example.com'],
  ])('%s is refused, and the right one handed in later is used', async (_, different, named) => {
    const drive = await acting('same-key');
    const wrong = handedIn(drive, await csrOf(drive, different));
    expect(await refused(drive, 'CsrRefused', wrong)).toContain(named);
    expect((await drive.issuance())?.failure).toMatchObject({ error: 'CsrRefused' });
    expect((await drive.start(handedIn(drive, await csrOf(drive)))).failed).toBeUndefined();
    expect(await violations(drive)).toEqual([]);
  });

  test('whose signature is bad is refused, however often it is tried', async () => {
    const drive = await acting('same-key');
    const [head = '', body = '', foot = ''] = (await csrOf(drive)).split(/(?<=-----\n)|(?=\n-----END)/);
    const der = Buffer.from(body, 'base64');
    der[der.length - 3]! ^= 1;
    const lines = der
      .toString('base64')
      .match(/.{1,64}/g)!
      .join('\n');
    await refused(drive, 'CsrRefused', handedIn(drive, `${head}${lines}${foot}`));
    await drive.converge(72);
    expect(drive.failed.length).toBeLessThanOrEqual(4);
    expect(drive.stage.world.issuer.callsOf('issuer.issueCertificate')).toBe(1); // the stage's own
  });

  test('that nobody knows is asked for', async () => {
    const drive = await acting('same-key');
    drive.stage.world.recordedRequests.kept.clear();
    expect(await refused(drive, 'RouteUnusable')).toContain('--csr');
  });
});

describe('a CA', () => {
  const statuses: readonly AuthorityDescription['status'][] = ['DISABLED', 'EXPIRED', 'PENDING_CERTIFICATE', 'DELETED'];

  test.each(statuses)('that is %s is asked for nothing; mended, it is asked once, by itself', async (status) => {
    const drive = await acting('secret');
    authorityOf(drive).status = status;
    await refused(drive, 'AuthorityCannotIssue');
    authorityOf(drive).status = 'ACTIVE';
    await drive.start();
    expect(await violations(drive)).toEqual([]);
  });

  test('whose own certificate ended is refused', async () => {
    const drive = await acting('secret');
    drive.stage.world.clock.forward(4000 * DAY);
    await refused(drive, 'AuthorityCannotIssue');
  });

  test('that ends before the certificate that it is to replace is refused, and a successor is taken instead', async () => {
    const drive = await acting('secret');
    const ending = AUTHORITY_ARN.replace('11111111', '33333333');
    await drive.stage.world.issuer.add(ending, { name: 'Example Ending CA', days: 10 });
    const from = (authority: string) => ({
      ...drive.stage.input,
      deliver: { ...drive.stage.input.deliver, authority },
    });
    expect(await refused(drive, 'AuthorityCannotIssue', from(ending))).toContain('--authority');
    const successor = AUTHORITY_ARN.replace('11111111', '22222222');
    await drive.stage.world.issuer.add(successor, { name: 'Example Successor CA', days: 9000 });
    await drive.start(from(successor));
    expect(await violations(drive)).toEqual([]);
    expect((await newOnes(drive.stage)).map(({ authorityArn }) => authorityArn)).toEqual([successor]);
  });

  /** Something happens right before a call, once. */
  function beforehand(drive: Drive, call: string, act: () => void): void {
    let isDone = false;
    drive.stage.world.cut = (each, phase) => {
      if (isDone || each !== call || phase !== 'before') return;
      isDone = true;
      act();
    };
  }

  test('that is disabled between plan and request is asked once, and the old certificate stays', async () => {
    const drive = await acting('acm-import');
    beforehand(drive, 'issuer.issueCertificate', () => (authorityOf(drive).status = 'DISABLED'));
    await refused(drive, 'AuthorityCannotIssue');
    expect((await drive.issuance())?.failure?.message).toContain(AUTHORITY_ARN);
    expect((await drive.issuance())?.sent).toBeUndefined();
    for (let hours = 0; hours < 50; hours += 1) await drive.anHourLater();
    expect(drive.stage.world.issuer.callsOf('issuer.issueCertificate')).toBe(2); // with the stage's own
    expect(drive.failed.length).toBeLessThanOrEqual(2);
    authorityOf(drive).status = 'ACTIVE';
    await drive.converge();
    expect(await violations(drive)).toEqual([]);
  });

  test('that is disabled until a successor is named: the request goes to that one', async () => {
    const drive = await acting('secret');
    beforehand(drive, 'issuer.issueCertificate', () => (authorityOf(drive).status = 'DISABLED'));
    await refused(drive, 'AuthorityCannotIssue');
    const successor = AUTHORITY_ARN.replace('11111111', '22222222');
    await drive.stage.world.issuer.add(successor, { name: 'Example Successor CA' });
    const deliver = { ...drive.stage.input.deliver, authority: successor };
    expect((await drive.start({ ...drive.stage.input, deliver })).failed).toBeUndefined();
    expect(await violations(drive)).toEqual([]);
    expect((await newOnes(drive.stage)).map(({ authorityArn }) => authorityArn)).toEqual([successor]);
    // Its token is another one, and it is taken from the successor's budget.
    const month = (await drive.stage.world.clock.now()).toISOString().slice(0, 7);
    expect((await drive.stage.world.issuances.issuedIn(month)).get(successor)).toBe(1);
  });

  test('that is disabled between issue and collection: what it issued is delivered', async () => {
    const drive = await acting('secret');
    beforehand(drive, 'issuer.issuedPem', () => (authorityOf(drive).status = 'DISABLED'));
    expect((await drive.start()).failed).toBeUndefined();
    expect(await violations(drive)).toEqual([]);
  });

  test('that is deleted between issue and collection: told, asked for nothing more, and collected when it is restored', async () => {
    const drive = await acting('secret');
    beforehand(drive, 'issuer.issuedPem', () => (authorityOf(drive).status = 'DELETED'));
    expect((await drive.start()).failed).toMatchObject({ error: 'AuthorityCannotIssue' });
    expect((await drive.stage.served())?.serial).toBe(drive.stage.old.serial);
    authorityOf(drive).status = 'DISABLED';
    await drive.start();
    expect(await violations(drive)).toEqual([]);
  });

  test('that is disabled while the request waits for days: its life begins when it is issued', async () => {
    const drive = await acting('secret');
    authorityOf(drive).status = 'ACTIVE';
    beforehand(drive, 'issuer.issueCertificate', () => (authorityOf(drive).status = 'DISABLED'));
    await refused(drive, 'AuthorityCannotIssue');
    for (let day = 0; day < 10; day += 1) for (let hour = 0; hour < 24; hour += 1) await drive.anHourLater();
    authorityOf(drive).status = 'ACTIVE';
    await drive.converge(48);
    expect(await violations(drive)).toEqual([]);
    const { notBefore, notAfter } = readCertificate((await drive.stage.served())!.pem.certificate);
    expect((Date.parse(notAfter) - Date.parse(notBefore)) / 1000 / DAY).toBeCloseTo(90 + 1 / 24, 2);
  });
});

describe('where it is delivered to', () => {
  test.each(['secret', 'same-key', 'export'] as const)(
    'a secret of another application is left alone, by %s; with its owner’s tag it is used',
    async (strategy) => {
      const drive = await acting(strategy);
      const { world } = drive.stage;
      delete world.vault.secrets.get(SECRET)!.tags['renewguard:certificate'];
      expect(await refused(drive, 'SecretNotOurs')).toContain(SECRET);
      expect(world.effects.filter((call) => call.startsWith('vault.'))).toEqual([]);
      world.vault.secrets.get(SECRET)!.tags['renewguard:certificate'] = 'adopted';
      await drive.start();
      expect(await violations(drive)).toEqual([]);
    },
  );

  test('ACM that holds another type of key is refused before anything is issued', async () => {
    const drive = await acting('acm-import');
    drive.stage.world.acm.held.get(drive.stage.input.certificateArn)!.key = newKey('RSA');
    expect(await refused(drive, 'DeliveryRefused')).toContain('RSA_2048');
  });

  test('ACM that refuses the import keeps the old one; one more certificate is not asked for', async () => {
    const drive = await acting('acm-import');
    const { world, input } = drive.stage;
    const held = world.acm.held.get(input.certificateArn)!;
    const { key } = held;
    world.cut = (call, phase) => {
      if (call === 'acm.importInto' && phase === 'before') held.key = newKey('RSA');
    };
    const run = await drive.start();
    expect(run.failed).toMatchObject({ error: 'DeliveryRefused' });
    expect((await drive.stage.served())?.serial).toBe(drive.stage.old.serial);
    world.cut = () => undefined;
    held.key = key;
    await drive.converge(48);
    expect(await violations(drive)).toEqual([]);
  });

  test('a certificate that is deleted from ACM meanwhile is told, and what was issued for it is revoked, the only one', async () => {
    const drive = await acting('acm-import');
    const { world, input } = drive.stage;
    world.cut = (call, phase) => {
      if (call === 'acm.importInto' && phase === 'before') world.acm.held.delete(input.certificateArn);
    };
    expect((await drive.start()).failed).toMatchObject({ error: 'DeliveryRefused' });
    for (let hour = 0; hour < 100; hour += 1) await drive.anHourLater();
    expect(await newOnes(drive.stage)).toEqual([]);
    expect(world.issuer.issued.size).toBe(2); // the stage's own, and the one that is revoked
    expect(world.told).toContain('HIGH ReissueFailed CertificateNotFound');
  });

  test('ACM is not asked for names that it can’t issue for', async () => {
    const drive = await acting('acm-managed');
    const { world } = drive.stage;
    const other = await issuedForSomebody(world, { address: '10.0.0.1' });
    const input = { certificateArn: other.arn, strategy: 'acm-managed' };
    expect((await drive.start(input)).failed).toMatchObject({ error: 'RouteUnusable' });
    expect(requested(drive.stage)).toEqual([]);
  });
});

test('what the CA issued otherwise is not delivered, and revoked; so often that no more is asked for, until a person says so', async () => {
  const drive = await acting('secret');
  const { world } = drive.stage;
  const client = `arn:aws:acm-pca:::template/EndEntityClientAuthCertificate/V1`;
  world.issuer.altered = (request) => ({ ...request, templateArn: client });
  expect((await drive.start()).failed).toMatchObject({ error: 'IssuedOtherwise' });
  for (let hour = 0; hour < 24 * 5; hour += 1) await drive.anHourLater();
  const issued = [...world.issuer.issued.values()].filter(({ arn }) => !drive.stage.before.has(arn));
  expect(issued).toHaveLength(world.limits.perGeneration);
  expect(issued.every(({ revokedAt }) => revokedAt !== undefined)).toBe(true);
  expect(world.told).toContain('HIGH ReissueFailed TriesUsedUp');
  expect((await drive.stage.served())?.serial).toBe(drive.stage.old.serial);
  world.issuer.altered = (request) => request;
  await drive.start({ ...drive.stage.input, again: true });
  expect(await violations(drive)).toEqual([]);
});
