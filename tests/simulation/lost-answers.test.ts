import { AuthorityCannotIssue } from '../../core/domain/reissue/refusals.ts';
import { readCertificate } from '../../core/pki/certificate-content.ts';
import { writeSigningRequest } from '../../core/pki/signing-request.ts';
import { subjectAlternativeName } from '../../local/pki-emulator/src/x509/extension.ts';
import { AUTHORITY_ARN } from '../builders/accounts.ts';
import { newOnes, stageOf } from '../builders/reissue-stage.ts';
import { Stopped } from '../statemachines/machine-on-fakes.ts';
import { Drive } from './drive.ts';
import { violations } from './properties.ts';

/*
 * faults.md, F3, F9, F16 and rule 3: the CA issued, and nobody heard of it; it takes its time; its token is forgotten after five
 * minutes.
 */

const ASKING = ['secret', 'acm-import', 'same-key'] as const;
const MINUTE = 60;
/** A token is sent again for three minutes, remembered for five, settled after seven, and looked for for two hours. */
const EDGES = [179, 180, 181, 299, 300, 301, 419, 420, 421, 2 * 60 * MINUTE - 1, 2 * 60 * MINUTE];

type Asking = (typeof ASKING)[number];

const issues = ({ stage }: Drive): number =>
  stage.world.effects.filter((call) => call === 'issuer.issueCertificate').length;

/** A reissue whose execution is gone before or after the CA was asked. */
async function lost(strategy: Asking, phase: 'before' | 'after' = 'after'): Promise<Drive> {
  return cutOff(new Drive(await stageOf(strategy, { days: 9 })), phase);
}

async function cutOff(drive: Drive, phase: 'before' | 'after'): Promise<Drive> {
  const { world } = drive.stage;
  world.cut = (call, at) => {
    if (call !== 'issuer.issueCertificate' || at !== phase) return;
    world.cut = () => undefined;
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- it is no error
    throw new Stopped(call);
  };
  await drive.start();
  return drive;
}

const issuedArn = ({ stage }: Drive): string =>
  [...stage.world.issuer.issued.keys()].find((arn) => !stage.before.has(arn))!;

describe.each(ASKING)('an answer that was lost, by %s', (strategy) => {
  test.each(strategy === 'secret' ? EDGES : [200, 301, 420])(
    'is found again after %i seconds: one certificate',
    async (age) => {
      const drive = await lost(strategy);
      drive.stage.world.clock.forward(age);
      expect((await drive.start()).failed).toBeUndefined();
      expect(await violations(drive)).toEqual([]);
      expect(issues(drive)).toBeLessThanOrEqual(2);
      expect(drive.stage.world.counted['IssuanceDoubtful']).toBeUndefined();
    },
  );

  test('was lost before the CA was asked: the report says so, and it is asked once more, without alarm', async () => {
    const drive = await lost(strategy, 'before');
    drive.stage.world.clock.forward(8 * MINUTE);
    expect((await drive.start()).failed).toBeUndefined();
    expect(await violations(drive)).toEqual([]);
    expect((await drive.issuance())!.doubts).toMatchObject([{ resolved: 'none' }]);
    expect(drive.stage.world.told).not.toContain('HIGH IssuanceDoubtful');
  });

  test('is told by the record of the call where no report is to be had', async () => {
    const drive = await lost(strategy);
    const { world } = drive.stage;
    world.issuer.reports = false;
    const { sent } = (await drive.issuance())!;
    const record = {
      eventName: 'IssueCertificate',
      requestParameters: { idempotencyToken: sent!.token },
      responseElements: { certificateArn: issuedArn(drive) },
    };
    expect(await world.identifyCertificates({ detail: record })).toMatchObject({ certificates: [] });
    world.clock.forward(8 * MINUTE);
    await drive.start();
    expect(await violations(drive)).toEqual([]);
    expect(issues(drive)).toBe(1);
  });

  test('is told by nobody: one more is issued, that is counted and told; once a report tells, the orphan is revoked', async () => {
    const drive = await lost(strategy);
    const { world, intent } = drive.stage;
    const orphan = issuedArn(drive);
    world.issuer.reports = false;
    world.clock.forward(8 * MINUTE);
    await drive.start();
    expect(await newOnes(drive.stage)).toHaveLength(2);
    expect(world.counted['IssuanceDoubtful']).toBe(1);
    expect(world.told).toContain('HIGH IssuanceDoubtful');
    for (let hour = 0; hour < 30; hour += 1) await drive.anHourLater();
    expect((await drive.issuance())!.doubts).toMatchObject([{ sentAt: expect.any(String) as string }]);
    world.issuer.reports = true;
    await drive.converge();
    expect(await violations(drive)).toEqual([]);
    expect(world.issuer.issued.get(orphan)?.revokedAt).toBeDefined();
    expect(world.told).toContain('RESOLVED IssuanceDoubtful');
    expect(world.ledger.sent.filter(({ id }) => id.startsWith(`${intent}/doubt/`))).toHaveLength(1);
  });

  test('is told late: what was issued for the next generation meanwhile is no orphan', async () => {
    const drive = await lost(strategy);
    const { world } = drive.stage;
    const orphan = issuedArn(drive);
    world.issuer.reports = false;
    world.clock.forward(8 * MINUTE);
    await drive.start();
    for (let hour = 0; hour < 24 * 8; hour += 3) await drive.anHourLater(3);
    const next = (await drive.stage.served())!.serial;
    expect(next).not.toBe((await drive.issuance())!.issued!.serial);
    world.issuer.reports = true;
    for (let hour = 0; hour < 3; hour += 1) await drive.anHourLater();
    const revoked = [...world.issuer.issued.values()].filter(({ revokedAt }) => revokedAt !== undefined);
    expect(revoked.map(({ arn }) => arn)).toEqual([orphan]);
    expect((await drive.issuance())!.doubts).toMatchObject([{ resolved: 'revoked' }]);
  });
});

test('what somebody else has issued for a device later is no orphan of ours', async () => {
  const drive = await lost('same-key');
  const { world } = drive.stage;
  const orphan = issuedArn(drive);
  world.issuer.reports = false;
  world.clock.forward(8 * MINUTE);
  await drive.start();
  world.clock.forward(2 * 60 * MINUTE);
  const { csr = '', request } = (await drive.issuance())!;
  const others = await world.issuer.issueCertificate(request!, csr, 'the owner of the device');
  world.issuer.reports = true;
  await drive.converge();
  expect(world.issuer.issued.get(others)?.revokedAt).toBeUndefined();
  expect(world.issuer.issued.get(orphan)?.revokedAt).toBeDefined();
});

test('the certificate that is in use is no orphan, whenever the lost request was sent', async () => {
  const drive = await lost('secret');
  const { world } = drive.stage;
  const orphan = issuedArn(drive);
  world.issuer.reports = false;
  world.clock.forward(8 * MINUTE);
  await drive.start();
  const issuance = (await drive.issuance())!;
  const { issuedAt } = world.issuer.issued.get(issuance.issued!.certificateArn)!;
  const doubts = issuance.doubts.map((doubt) => ({ ...doubt, sentAt: issuedAt.toISOString() }));
  await world.issuances.advance({ ...issuance, doubts });
  world.issuer.issued.get(orphan)!.revokedAt = issuedAt;
  world.issuer.reports = true;
  await drive.converge();
  expect((await drive.issuance())!.doubts).toMatchObject([{ resolved: 'none' }]);
  expect(await violations(drive)).toEqual([]);
});

test('what was issued at the same time for another certificate of the same device is that one’s, whatever its key', async () => {
  const drive = new Drive(await stageOf('same-key', { days: 9 }));
  const { world, old, input } = drive.stage;
  const { csr, templateArn, notAfter } = world.issuer.issued.get(old.arn)!;
  const asked = { authorityArn: AUTHORITY_ARN, templateArn, signingAlgorithm: 'SHA256WITHECDSA' };
  const end = Math.floor(notAfter.getTime() / 1000);
  const twin = await world.issuer.issueCertificate({ ...asked, notAfter: end }, csr, 'the device asks once more');
  await world.recordedRequests.keepRequest(twin, csr);
  world.clock.forward(60 * MINUTE);
  await cutOff(drive, 'before');
  const deliver = { secret: 'device/other' };
  const { output } = await drive.start({ ...input, certificateArn: twin, deliver });
  world.clock.forward(8 * MINUTE);
  expect((await drive.start()).failed).toBeUndefined();
  const ofTwin = await world.issuances.issuanceOf((output as { intent: string }).intent);
  const own = (await drive.issuance())!;
  expect(own.doubts).toMatchObject([{ resolved: 'none' }]);
  expect(own.issued!.certificateArn).not.toBe(ofTwin!.issued!.certificateArn);
  expect(await world.issuances.lineageOf(ofTwin!.issued!.certificateArn)).toMatchObject({
    cameFrom: { intent: ofTwin!.intent },
  });
});

test('two certificates of one device key whose requests are lost at the same time each find their own', async () => {
  const drive = new Drive(await stageOf('same-key', { days: 9 }));
  const { world, old, input, keys } = drive.stage;
  const { templateArn, notAfter } = world.issuer.issued.get(old.arn)!;
  const content = readCertificate(old.pem.certificate);
  const names = subjectAlternativeName([{ kind: 'dns', value: 'device-8.example.com' }]);
  const extensions = [{ oid: names.type, critical: names.critical, value: names.value.toString('base64') }];
  const csr = writeSigningRequest({ subject: content.subject, extensions }, keys[0]!);
  const asked = { authorityArn: AUTHORITY_ARN, templateArn, signingAlgorithm: 'SHA256WITHECDSA' };
  const end = Math.floor(notAfter.getTime() / 1000);
  const other = await world.issuer.issueCertificate({ ...asked, notAfter: end }, csr, 'the device, for another name');
  await world.recordedRequests.keepRequest(other, csr);
  world.clock.forward(60 * MINUTE);
  await cutOff(drive, 'after');
  const otherInput = { ...input, certificateArn: other, deliver: { secret: 'device/other' } };
  await cutOff(new Drive({ ...drive.stage, input: otherInput }), 'after');
  world.clock.forward(8 * MINUTE);
  const ofOther = await drive.start(otherInput);
  expect(ofOther.failed).toBeUndefined();
  expect((await drive.start()).failed).toBeUndefined();
  const { intent } = ofOther.output as { intent: string };
  const issued = [await drive.issuance(), await world.issuances.issuanceOf(intent)].map(
    (issuance) =>
      readCertificate(world.issuer.issued.get(issuance!.issued!.certificateArn)!.certificate).names[0]?.value,
  );
  expect(issued).toEqual(['device-7.example.com', 'device-8.example.com']);
  expect(issues(drive)).toBe(2);
});

test('a report from before the token’s last use says nothing: it is waited for a later one', async () => {
  const drive = await lost('secret', 'before');
  const { world } = drive.stage;
  const since = new Date((await world.clock.now()).getTime() - 2 * MINUTE * 1000).toISOString();
  world.clock.forward(170);
  world.cut = async (call, at) => {
    if (call !== 'issuer.issueCertificate') return;
    if (at === 'before') {
      world.clock.forward(20); // the function is slow; somebody else asks for a report
      expect(await world.issuer.issuedSince(AUTHORITY_ARN, since)).toBeDefined();
      world.clock.forward(90);
      return;
    }
    world.cut = () => undefined;
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- it is no error
    throw new Stopped(call);
  };
  await drive.start();
  world.clock.forward(3 * MINUTE);
  await drive.start();
  expect(await violations(drive)).toEqual([]);
  expect(issues(drive)).toBe(2);
});

test('an answer that came is written down, whoever writes at the same moment: the CA is asked once', async () => {
  const drive = new Drive(await stageOf('secret'));
  const { world } = drive.stage;
  world.cut = async (call, at) => {
    if (call !== 'issuer.issueCertificate' || at !== 'after') return;
    await world.issuances.advance({ ...(await drive.issuance())!, why: 'another wrote first' });
  };
  expect((await drive.start()).failed).toBeUndefined();
  expect(await violations(drive)).toEqual([]);
  expect(issues(drive)).toBe(1);
});

test('who is refused takes nothing back that another one has sent', async () => {
  const drive = new Drive(await stageOf('secret'));
  const { world, intent } = drive.stage;
  let calls = 0;
  world.cut = async (call, at) => {
    if (call !== 'issuer.issueCertificate') return;
    calls += at === 'before' ? 1 : 0;
    if (at === 'before' && calls === 1) {
      world.clock.forward(10);
      await world.issueCertificate({ intent, holder: 'another' }).catch(() => undefined);
      throw new AuthorityCannotIssue('it was disabled just now');
    }
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- it is no error
    if (at === 'after' && calls === 2) throw new Stopped('the answer to the other one');
  };
  await drive.start();
  expect(calls).toBe(3); // the first one tries again, and its answer is that of the other one
  expect(await violations(drive)).toEqual([]);
});

describe('a certificate that is being issued', () => {
  test.each(Array.from({ length: 20 }, (_, index) => index + 1))(
    'for %i looks is waited for, and asked for once',
    async (looks) => {
      const drive = new Drive(await stageOf('secret'));
      drive.stage.world.issuer.notYet = looks;
      expect((await drive.start()).failed).toBeUndefined();
      expect(await violations(drive)).toEqual([]);
      expect(issues(drive)).toBe(1);
    },
  );

  test('for ever is given up for the day after an hour and few looks, told, and looked for every day', async () => {
    const drive = new Drive(await stageOf('secret'));
    const { world } = drive.stage;
    world.issuer.notYet = 1_000_000;
    const begun = (await world.clock.now()).getTime();
    expect((await drive.start()).failed).toMatchObject({ error: 'AuthorityCannotIssue' });
    expect((await world.clock.now()).getTime() - begun).toBeLessThan(2 * 3600 * 1000);
    expect(world.issuer.callsOf('issuer.issuedPem')).toBeLessThan(40);
    for (let hour = 0; hour < 72; hour += 1) await drive.anHourLater();
    expect(issues(drive)).toBe(1);
    for (const issued of world.issuer.issued.values()) issued.notYet = 0;
    await drive.converge(48);
    expect(await violations(drive)).toEqual([]);
  });

  test.each(['record', 'report'])('whose answer was lost is waited for, when a %s tells of it', async (source) => {
    const drive = await lost('secret');
    const { world } = drive.stage;
    const { sent } = (await drive.issuance())!;
    world.issuer.reports = source === 'report';
    if (source === 'record') await world.issuances.noteReported(sent!.token, issuedArn(drive));
    world.issuer.issued.get(issuedArn(drive))!.notYet = 5;
    world.clock.forward(8 * MINUTE);
    await drive.start();
    expect(await violations(drive)).toEqual([]);
    expect(issues(drive)).toBe(1);
  });

  test('by ACM is waited for as well', async () => {
    const drive = new Drive(await stageOf('acm-managed'));
    drive.stage.world.acm.notYet = 7;
    expect((await drive.start()).failed).toBeUndefined();
    await drive.anHourLater();
    await drive.converge(48);
    expect(await violations(drive)).toEqual([]);
  });
});
