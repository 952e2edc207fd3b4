import { createPrivateKey, type KeyObject } from 'node:crypto';
import { adopt, stageOf, type Stage } from '../builders/reissue-stage.ts';
import { Drive, routed } from './drive.ts';
import { boundariesOf, STRATEGIES, undisturbed } from './stops.ts';

/* No private key is in anything that RenewGuard writes, tells or hands on, in whatever form: histories, ledger, notices, errors. */

/** A key in the forms in which it could be written. */
function formsOf(key: KeyObject): readonly string[] {
  const jwk = key.export({ format: 'jwk' });
  const members = [jwk.d, jwk.p, jwk.q, jwk.dp, jwk.dq, jwk.qi].filter((each) => each !== undefined);
  const other = key.asymmetricKeyType === 'rsa' ? 'pkcs1' : 'sec1';
  const ders = [
    key.export({ type: 'pkcs8', format: 'der' }),
    key.export({ type: other as 'pkcs1', format: 'der' }),
    ...members.map((member) => Buffer.from(member, 'base64url')),
  ];
  return [
    ...members,
    ...ders.flatMap((der) => [der.toString('base64').replace(/=*$/, ''), der.toString('hex')]),
    ...ders.map((der) => der.toString('base64url')),
  ];
}

const bare = (shown: unknown): string => JSON.stringify(shown ?? null).replaceAll(/\\[nrt]|\s/g, '');

/** All that can be seen of a drive by whoever may not see keys, as it is written meanwhile; and the keys that there are. */
class Observer {
  readonly seen = new Set<string>();
  readonly #keys = new Map<string, KeyObject>();
  readonly #drive: Drive;

  constructor(drive: Drive) {
    this.#drive = drive;
    drive.machine.onHistory = (shown) => this.see(shown);
    const { world } = drive.stage;
    const before = world.cut;
    world.cut = async (call, phase) => {
      if (phase === 'after') await this.look();
      await before(call, phase);
    };
    for (const key of drive.stage.keys) this.#knows(key.reveal());
  }

  see(shown: unknown): void {
    this.seen.add(bare(shown));
  }

  async look(): Promise<void> {
    const { world, intent } = this.#drive.stage;
    const { issued, replaces } = (await world.issuances.issuanceOf(intent)) ?? {};
    const arns = [issued?.certificateArn, replaces?.certificateArn, replaces?.issuedArn].filter(
      (each) => each !== undefined,
    );
    for (const arn of arns) {
      this.see(await world.routes.routeOf(arn));
      this.see(await world.issuances.lineageOf(arn));
    }
    for (const shown of [await world.issuances.issuanceOf(intent), world.ledger.sent, world.issuances.notices])
      this.see(shown);
    for (const { versions, tags, description } of world.vault.secrets.values()) {
      this.see({ tags, description });
      for (const text of versions.values()) this.#knows((JSON.parse(text) as { privateKey?: string }).privateKey);
    }
    for (const { key } of world.acm.held.values()) this.#knows(key.export({ type: 'pkcs8', format: 'pem' }).toString());
  }

  /** The keys that there were, and those of them that were seen. */
  leaks(): { readonly keys: number; readonly leaked: number } {
    const all = [...this.seen].join('\n');
    const leaked = [...this.#keys.values()].filter((key) => formsOf(key).some((form) => all.includes(form)));
    return { keys: this.#keys.size, leaked: leaked.length };
  }

  #knows(pem: string | undefined): void {
    if (pem !== undefined && !this.#keys.has(pem)) this.#keys.set(pem, createPrivateKey(pem));
  }
}

async function observed(drive: Drive, act: (drive: Drive) => Promise<unknown>) {
  const observer = new Observer(drive);
  observer.see(drive.stage.input);
  observer.see(await act(drive));
  await observer.look();
  expect(observer.seen.size).toBeGreaterThan(10);
  return observer.leaks();
}

const reissued = async (drive: Drive) => {
  const run = await drive.start();
  if (drive.stage.strategy === 'acm-managed') adopt(drive.stage);
  return [run.output, run.failed?.reason, (await drive.start()).output];
};

const KEYS: Readonly<Record<Stage['strategy'], number>> = {
  secret: 2,
  'acm-import': 2,
  'same-key': 1,
  export: 1,
  'acm-managed': 2,
};

test.each(STRATEGIES)('a reissue by %s shows no key', async (strategy) => {
  expect(await observed(new Drive(await stageOf(strategy)), reissued)).toEqual({ keys: KEYS[strategy], leaked: 0 });
});

test('nor is an RSA key shown', async () => {
  const stage = await stageOf('secret', { keyType: 'RSA_2048' });
  expect(await observed(new Drive(stage), reissued)).toEqual({ keys: 2, leaked: 0 });
});

test.each(STRATEGIES)('stopped anywhere, a reissue by %s shows none', async (strategy) => {
  const boundaries = boundariesOf(await undisturbed(strategy));
  for (const boundary of boundaries.filter((_, index) => index % 24 === 19)) {
    const drive = new Drive(await stageOf(strategy));
    drive.stopAt(boundary);
    expect(await observed(drive, reissued)).toMatchObject({ leaked: 0 });
  }
});

test('a delivery that is rolled back, and one that is refused, show none', async () => {
  const unproven = await routed('secret', { endpoint: 'web.example.com:443' });
  expect(await observed(unproven, (drive) => drive.start())).toEqual({ keys: 2, leaked: 0 });
  const refused = await routed('acm-import', {});
  refused.stage.world.cut = (call, phase) => {
    if (call === 'acm.importInto' && phase === 'before') refused.stage.world.acm.held.clear();
  };
  expect(await observed(refused, (drive) => drive.start())).toMatchObject({ leaked: 0 });
});

test('a key that somebody hands in as a CSR is refused, and not quoted', async () => {
  const drive = new Drive(await stageOf('same-key'));
  const csr = drive.stage.keys[0]!.reveal();
  const observer = new Observer(drive);
  const { failed } = await drive.start({ ...drive.stage.input, deliver: { csr } });
  expect(failed).toMatchObject({ error: 'InvalidInput' });
  const [first = ''] = formsOf(createPrivateKey(csr));
  expect(bare(failed!.reason)).not.toContain(first);
  expect(bare(drive.stage.world.ledger.sent)).not.toContain(first);
  expect(observer.seen.size).toBeGreaterThan(0);
});

test('the observer would see a key in any form, wherever it is written', async () => {
  const stage = await stageOf('secret');
  const [key] = stage.keys;
  for (const form of [key!.reveal(), ...formsOf(createPrivateKey(key!.reveal()))]) {
    const observer = new Observer(new Drive(stage));
    observer.see({ why: `it is ${form}` });
    expect(observer.leaks().leaked).toBe(1);
  }
});
