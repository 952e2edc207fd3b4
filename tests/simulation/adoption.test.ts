import type { Held } from '../fakes/fake-acm.ts';
import { AUTHORITY_ARN } from '../builders/accounts.ts';
import { LOAD_BALANCER, requested, stageOf, type Stage } from '../builders/reissue-stage.ts';
import { Drive } from './drive.ts';

/* A certificate that ACM takes over: proven when services use the new ARN, and none uses the old one any more. */

const DAY = 86_400;
const OTHER_BALANCER = LOAD_BALANCER.replace('/web/', '/shop/');

/** A private certificate of ACM that two services use, and the one that was requested for them. */
async function requestedFor(): Promise<{ drive: Drive; old: Held; added: Held }> {
  const stage = await stageOf('acm-managed');
  const { world } = stage;
  const old = await world.acm.addPrivate(AUTHORITY_ARN, ['web.example.com']);
  old.inUseBy = [LOAD_BALANCER, OTHER_BALANCER];
  const before = new Set([...stage.before, old.arn, ...world.issuer.issued.keys()]);
  const input = { certificateArn: old.arn, strategy: 'acm-managed' };
  const drive = new Drive({ ...stage, before, input } satisfies Stage);
  expect((await drive.start()).output).toMatchObject({ next: 'finish' });
  const [arn = ''] = requested(drive.stage);
  return { drive, old, added: world.acm.held.get(arn)! };
}

test('it is not proven while one service still uses the old ARN, nor while none uses the new one', async () => {
  const { drive, old, added } = await requestedFor();
  const state = async () => {
    const { output } = await drive.start();
    const { because, intent } = output as { because: string; intent: string };
    return [(await drive.stage.world.issuances.issuanceOf(intent))!.state, because] as const;
  };
  added.inUseBy = [LOAD_BALANCER];
  old.inUseBy = [OTHER_BALANCER];
  expect(await state()).toEqual(['delivered', expect.stringContaining(`still used by ${OTHER_BALANCER}`)]);
  [added.inUseBy, old.inUseBy] = [[], []];
  expect(await state()).toEqual(['delivered', expect.stringContaining('no service uses the new ARN yet')]);
  added.inUseBy = [LOAD_BALANCER, OTHER_BALANCER];
  expect((await state())[0]).toBe('finished');
});

test('one that has ended before services took it is not proven', async () => {
  const { drive, old, added } = await requestedFor();
  drive.stage.world.clock.forward(400 * DAY);
  [added.inUseBy, old.inUseBy] = [[LOAD_BALANCER, OTHER_BALANCER], []];
  const { output } = await drive.start();
  expect(output).toMatchObject({ next: 'finish', because: expect.stringContaining('it ended on') as string });
});
