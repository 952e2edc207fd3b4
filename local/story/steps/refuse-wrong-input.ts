import { clientSettings, hub } from '../../cloud/accounts.ts';
import type { Cast } from '../cast.ts';
import { execute } from '../execution.ts';
import type { Step } from '../step.ts';

/** A manual execution with wrong input ends with an error that names the field, and is told like any failure. */
export const refuseWrongInput = (cast: Cast): Step => ({
  title: 'Wrong input by hand is refused by the name of its field',
  async run({ cloud, hub: stack }) {
    const settings = clientSettings(cloud.endpoint, hub);
    const input = { certificateAuthorityArn: 'arn:aws:acm:eu-central-1:111122223333:certificate/not-an-authority' };
    const { status, error, cause } = await execute(settings, stack.outputs.GuardAuthorityArn ?? '', input);
    const told = await cast.inbox.waitFor(({ text }) => text.includes(cause));
    return {
      ok:
        status === 'FAILED' &&
        error === 'InvalidInput' &&
        cause.startsWith('certificateAuthorityArn: expected') &&
        told !== undefined,
      seen: `${error}: ${cause}`,
    };
  },
});
