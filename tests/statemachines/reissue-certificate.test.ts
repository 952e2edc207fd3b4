import { X509Certificate } from 'node:crypto';
import { issuedForSomebody } from '../builders/reissue-stage.ts';
import { ReissueWorld } from '../fakes/reissue-world.ts';
import { MachineOnFakes } from './machine-on-fakes.ts';

let world: ReissueWorld;
let machine: MachineOnFakes;

beforeEach(async () => {
  world = new ReissueWorld();
  machine = new MachineOnFakes('reissue-certificate', world);
  machine.onWait = (seconds) => world.clock.forward(seconds);
  await world.issuer.add();
});

test('an unmanaged certificate is replaced in a secret: fresh key, same contents, proven, nothing temporary left', async () => {
  const { arn, serial } = await issuedForSomebody(world);
  const run = await machine.run({ certificateArn: arn, strategy: 'secret', deliver: { secret: 'web/tls' } });
  expect(run.failed).toBeUndefined();
  expect(run.output).toMatchObject({ next: 'finish' });

  const now = await world.vault.readVersion('web/tls', { stage: 'AWSCURRENT' });
  expect(new X509Certificate(now?.certificate ?? '').serialNumber.toLowerCase()).not.toBe(serial);
});
