import { repairingUnderMode } from '../../core/repair/acting-ports.ts';
import { parseInput } from '../../core/runtime/parse-input.ts';
import { askForRepair, askForRepairInput } from '../../functions/ask-for-repair/ask-for-repair.ts';
import { beginRepair, beginRepairInput } from '../../functions/begin-repair/begin-repair.ts';
import { mendAuthority, mendAuthorityInput } from '../../functions/mend-authority/mend-authority.ts';
import { FakeApprovals } from './fake-approvals.ts';
import { FakeAuthorityActor } from './fake-authority-actor.ts';
import { FakeWorld } from './fake-world.ts';
import { watched, type Cut } from './watched.ts';

/** Every function of a repair on fakes that change their CAs for real. */
export class RepairWorld extends FakeWorld {
  readonly approvals = new FakeApprovals();
  readonly actor = new FakeAuthorityActor(this.authorities);
  /** What happens around each call of a port: any can be cut off. */
  cut: Cut = () => undefined;

  readonly beginRepair = async (input: unknown) => beginRepair(this.#ports())(parseInput(beginRepairInput, input));
  readonly askForRepair = async (input: unknown) => askForRepair(this.#ports())(parseInput(askForRepairInput, input));
  readonly mendAuthority = async (input: unknown) =>
    mendAuthority(this.#ports())(parseInput(mendAuthorityInput, input));

  #ports() {
    const around: Cut = (call, phase) => this.cut(call, phase);
    const { clock, modes, reader } = this;
    return {
      ...this.decidingPorts(),
      ...{ clock, modes, reader },
      ...repairingUnderMode(modes, watched('actor', this.actor, around)),
      repairs: watched('repairs', this.repairs, around),
      removers: this.repairs,
      approvals: watched('approvals', this.approvals, around),
      authorities: watched('authorities', this.authorities, around),
      findings: this.ledger,
      outbox: watched('outbox', this.ledger, around),
    };
  }
}
