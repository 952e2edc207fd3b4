import type { ActingStrategy } from '../../core/domain/reissue/strategy.ts';
import { PKI } from '../builders/accounts.ts';
import { stageOf } from '../builders/reissue-stage.ts';
import { Drive } from './drive.ts';
import { violations } from './properties.ts';

/* All executions share the calls a second that AWS allows: whoever has a turn to come waits for it, and nobody calls before. */

const PACED = [
  ['secret', 'acm-pca:IssueCertificate', 'issuer.issueCertificate', 40],
  ['acm-import', 'acm:ImportCertificate', 'acm.importInto', 1000],
] as const;

describe.each(PACED)(
  'a reissue by %s when others have taken turns of %s',
  (strategy: ActingStrategy, paced, call, interval) => {
    /** A reissue after so many turns of others. @returns when it called, and what its machine waited, in milliseconds */
    async function after(turns: number) {
      const drive = new Drive(await stageOf(strategy));
      const { world } = drive.stage;
      for (let turn = 0; turn < turns; turn += 1) await world.pace.turn(paced, PKI);
      const calledAt: number[] = [];
      let waited = 0;
      world.cut = (each, phase) => void (each === call && phase === 'before' && calledAt.push(world.pace.now));
      drive.machine.onWait = (seconds) => {
        waited += seconds * 1000;
        world.pace.now += seconds * 1000;
        world.clock.forward(seconds);
      };
      expect((await drive.start()).failed).toBeUndefined();
      expect(await violations(drive)).toEqual([]);
      return { calledAt, waited };
    }

    test('waits for its own, within the function where that is soon', async () => {
      expect(await after(2)).toEqual({ calledAt: [2 * interval], waited: 0 });
    });

    test('leaves the waiting to the state machine where it is not', async () => {
      const turns = 4000 / interval;
      const { calledAt, waited } = await after(turns);
      expect(waited).toBe(4000);
      expect(calledAt).toEqual([4000 + interval]);
    });
  },
);
