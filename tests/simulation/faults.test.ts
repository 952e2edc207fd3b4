import { AwsRefused, AwsUnavailable } from '../../core/aws/errors.ts';
import { readSigningRequest } from '../../core/pki/signing-request.ts';
import { keyFits } from '../../core/pki/keys.ts';
import { newOnes, stageOf } from '../builders/reissue-stage.ts';
import { EFFECTS } from '../fakes/reissue-world.ts';
import { Drive } from './drive.ts';
import { violations } from './properties.ts';
import { STRATEGIES, undisturbed } from './stops.ts';

const issues = ({ stage }: Drive): number =>
  stage.world.effects.filter((call) => call === 'issuer.issueCertificate').length;

/** Calls fail with this, so often from their first on. */
function failing({ stage: { world } }: Drive, failed: string, error: Error, count = Infinity): void {
  let left = count;
  world.cut = (call, phase) => {
    if (call !== failed || phase !== 'before' || left === 0) return;
    left -= 1;
    throw error;
  };
}

describe('F14: a key that can’t be stored', () => {
  test.each(['secret', 'acm-import'] as const)(
    'issues nothing, and is told; mended, it goes on: %s',
    async (strategy) => {
      const drive = new Drive(await stageOf(strategy));
      failing(drive, 'vault.keepVersion', new AwsRefused('secretsmanager:CreateSecret: AccessDenied to the KMS key'));
      expect((await drive.start()).failed).toMatchObject({ error: 'AwsRefused' });
      for (let hour = 0; hour < 60; hour += 1) await drive.anHourLater();
      expect(issues(drive)).toBe(0);
      expect((await drive.issuance())?.failure).toMatchObject({ error: 'AwsRefused' });
      expect(drive.failed.length).toBeLessThanOrEqual(3);
      drive.stage.world.cut = () => undefined;
      await drive.converge(48);
      expect((await violations(drive)).filter((told) => !told.startsWith('P3: told more'))).toEqual([]);
    },
  );

  test('for a while only holds it up for that while', async () => {
    const drive = new Drive(await stageOf('secret'));
    failing(drive, 'vault.keepVersion', new AwsUnavailable('secretsmanager:PutSecretValue: Throttling'), 4);
    expect((await drive.start()).failed).toBeUndefined();
    expect(await violations(drive)).toEqual([]);
  });

  test('whenever the CA is asked, the key of its CSR is stored, and the ledger says that it is asked', async () => {
    for (const strategy of ['secret', 'acm-import'] as const) {
      const drive = new Drive(await stageOf(strategy));
      const { world } = drive.stage;
      let asked = 0;
      world.cut = async (call, phase) => {
        if (call !== 'issuer.issueCertificate' || phase !== 'before') return;
        const { state, sent, key, csr } = (await drive.issuance())!;
        expect({ state, token: sent?.token.length }).toEqual({ state: 'sent', token: 36 });
        const stored = await world.vault.readVersion(key!.secretArn, { id: key!.versionId });
        expect(keyFits(stored!.privateKey!, readSigningRequest(csr!))).toBe(true);
        asked += 1;
      };
      await drive.start();
      expect(asked).toBe(1);
    }
  });

  test('that was deleted while the request waited is made anew, before anything is issued for the old one', async () => {
    const drive = new Drive(await stageOf('secret'));
    const { world } = drive.stage;
    const begin = (await undisturbed('secret')).indexOf('ledger.beginIssuance');
    drive.stopAt({ index: begin, phase: 'before' });
    await drive.start();
    world.clock.forward(15 * 24 * 3600);
    await world.huntLeftOvers();
    expect(world.told).toContain('MEDIUM LeftOversRemoved');
    await drive.converge(5);
    expect(await violations(drive)).toEqual([]);
    expect(issues(drive)).toBe(1);
  });

  test('that is gone when its certificate is collected: that one is revoked, and another one issued for another key', async () => {
    const drive = new Drive(await stageOf('secret'));
    const { world } = drive.stage;
    world.cut = (call, phase) => {
      if (call === 'issuer.issueCertificate' && phase === 'after')
        for (const name of world.vault.secrets.keys())
          if (name.startsWith('renewguard/temporary/')) world.vault.secrets.delete(name);
    };
    expect((await drive.start()).failed).toMatchObject({ error: 'IssuedOtherwise' });
    world.cut = () => undefined;
    expect(await newOnes(drive.stage)).toEqual([]);
    await drive.converge(48);
    expect(await violations(drive)).toEqual([]);
    expect(issues(drive)).toBe(2);
  });
});

describe('F20: a table that can’t be written', () => {
  test.each(['ledger.openIssuance', 'ledger.beginIssuance'])('issues nothing while %s fails', async (call) => {
    const drive = new Drive(await stageOf('secret'));
    failing(drive, call, new AwsUnavailable('dynamodb:TransactWriteItems: InternalServerError'));
    expect((await drive.start()).failed).toMatchObject({ error: 'AwsUnavailable' });
    expect(issues(drive)).toBe(0);
    drive.stage.world.cut = () => undefined;
    await drive.start();
    await drive.converge();
    expect(await violations(drive)).toEqual([]);
  });

  test.each(STRATEGIES)('from any call on for a day: %s goes on where it stood', async (strategy) => {
    const count = (await undisturbed(strategy)).filter((call) => call.startsWith('ledger.')).length;
    for (let from = STRATEGIES.indexOf(strategy) % 2; from < count; from += 2) {
      const drive = new Drive(await stageOf(strategy));
      const { world } = drive.stage;
      let begun = 0;
      world.cut = (call, phase) => {
        if (phase !== 'before' || !call.startsWith('ledger.') || !EFFECTS.has(call)) return;
        begun += 1;
        if (begun > from) throw new AwsUnavailable('dynamodb: InternalServerError');
      };
      await drive.start();
      world.clock.forward(24 * 3600);
      world.cut = () => undefined;
      if ((await drive.issuance()) === undefined) await drive.start();
      await drive.converge(40);
      expect([from, await violations(drive)]).toEqual([from, []]);
    }
  });
});

describe('F2: a service that is out of order for days', () => {
  test.each(['issuer.issuedPem', 'vault.promoteVersion', 'acm.importInto', 'vault.removeSecret'])(
    '(%s) has it begun anew every hour, until it answers again: no name of an execution is used up',
    async (call) => {
      const drive = new Drive(await stageOf('acm-import'));
      failing(drive, call, new AwsUnavailable(`${call}: ServiceUnavailable`));
      expect((await drive.start()).failed).toMatchObject({ error: 'AwsUnavailable' });
      for (let hour = 0; hour < 30; hour += 1) await drive.anHourLater();
      expect(drive.failed.length).toBeGreaterThanOrEqual(20);
      drive.failed.length = 0;
      drive.stage.world.cut = () => undefined;
      expect(await drive.converge(3)).toBeDefined();
      expect(drive.failed).toEqual([]);
      expect(await violations(drive)).toEqual([]);
      expect(issues(drive)).toBe(1);
    },
  );
});

describe('F19: alerts that nobody takes', () => {
  test.each(STRATEGIES)('do not hold up %s; they are told when somebody takes them again, once', async (strategy) => {
    const drive = new Drive(await stageOf(strategy));
    const { world } = drive.stage;
    world.ledger.unavailable = Number.MAX_SAFE_INTEGER;
    expect((await drive.start()).failed).toBeUndefined();
    if (strategy !== 'acm-managed') expect((await drive.issuance())?.state).toBe('proven');
    expect(world.told).toEqual([]);
    for (let hour = 0; hour < 5; hour += 1) await drive.anHourLater();
    world.ledger.unavailable = 0;
    await drive.converge();
    expect(await violations(drive)).toEqual([]);
  });
});

describe('F16: clocks that differ, and dates at their edges', () => {
  test.each([-600, -120, 120, 600])('%i seconds apart: a lost answer is found', async (skew) => {
    for (const age of [60, 200, 8 * 60, 3600]) {
      const drive = new Drive(await stageOf('secret'));
      drive.stage.world.skewSeconds = skew;
      const issue = (await undisturbed('secret')).indexOf('issuer.issueCertificate');
      drive.stopAt({ index: issue, phase: 'after' });
      await drive.start();
      drive.stage.world.clock.forward(age);
      await drive.start();
      expect([age, await violations(drive)]).toEqual([age, []]);
    }
  });

  test.each([
    ['a day ago', 31],
    ['this second', 30],
  ])('one that ended %s is replaced all the same', async (_, days) => {
    const drive = new Drive(await stageOf('secret'));
    drive.stage.world.clock.forward(days * 24 * 3600);
    expect((await drive.start()).failed).toBeUndefined();
    expect(await violations(drive)).toEqual([]);
  });
});

test('what is given up leaves no key for ever: its temporary secret is hunted after its time, and told', async () => {
  const drive = new Drive(await stageOf('secret'));
  const { world } = drive.stage;
  failing(drive, 'issuer.issueCertificate', new AwsRefused('acm-pca:IssueCertificate: AccessDenied'));
  await drive.start();
  for (let hours = 0; hours < 24 * 20; hours += 4) await drive.anHourLater(4);
  expect(world.told).toContain('MEDIUM LeftOversRemoved');
});
