import { SECRET, stageOf } from '../builders/reissue-stage.ts';
import { Drive, routed } from './drive.ts';
import { violations } from './properties.ts';

/*
 * What a failure’s notice says next: `npx renewguard reissue <ARN>`, without the options that began it.
 */

const ENDPOINT = 'web.example.com:443';

/** By its bare ARN, as the notice has it. */
const bare = ({ stage: { input } }: Drive) => ({ certificateArn: input.certificateArn });

describe.each(['secret', 'same-key', 'export'] as const)('%s that was begun with options', (strategy) => {
  /** It failed, for something else is served. */
  async function failed(): Promise<Drive> {
    const drive = await routed(strategy, { endpoint: ENDPOINT, proofMinutes: 1 });
    drive.stage.world.probe.serving.set(ENDPOINT, drive.stage.old.pem.certificate);
    expect((await drive.start()).failed).toMatchObject({ error: 'DeliveryUnproven' });
    return drive;
  }

  test('and failed goes on by its bare ARN', async () => {
    const drive = await failed();
    drive.stage.world.probe.served = async () => ({ pem: (await drive.stage.served())!.pem.certificate });
    const run = await drive.start(bare(drive));
    expect(run.failed).toBeUndefined();
    expect(await violations(drive)).toEqual([]);
  });

  test('and failed is left to people where its route says so by now', async () => {
    const drive = await failed();
    await drive.stage.world.routes.setRoute(drive.stage.input.certificateArn, { strategy: 'notify' });
    const run = await drive.start(bare(drive));
    expect(run.output).toMatchObject({ next: 'finish' });
    expect((await drive.issuance())?.state).toBe('collected');
  });
});

test('what nobody has begun is not begun by its bare ARN', async () => {
  const drive = new Drive(await stageOf('secret'));
  const run = await drive.start(bare(drive));
  expect(run.output).toMatchObject({ next: 'finish' });
  expect(await drive.issuance()).toBeUndefined();
});

test('a CSR of another key is refused by name, also after the device’s certificate was replaced', async () => {
  const drive = new Drive(await stageOf('same-key'));
  expect((await drive.start()).failed).toBeUndefined();
  const other = await stageOf('same-key');
  const csr = [...other.world.issuer.issued.values()][0]!.csr;
  const again = await drive.start({ ...bare(drive), strategy: 'same-key', deliver: { secret: SECRET, csr } });
  expect(again.failed).toMatchObject({ error: 'CsrRefused' });
  expect(await violations(drive)).toEqual([]);
});
