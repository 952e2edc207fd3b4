import { accounts, clientSettings, hub } from '../../cloud/accounts.ts';
import type { Cast, Role } from '../cast.ts';
import { execute } from '../execution.ts';
import type { Step, StoryContext } from '../step.ts';

interface Concluded {
  readonly verdict: string;
  readonly reason: string;
  readonly message: string;
  readonly remedy: readonly string[];
  readonly findings: readonly { readonly code: string; readonly account: string }[];
  readonly dependents: {
    readonly count: number;
    readonly inUse: number;
    readonly firstAttempt?: string;
    readonly outage?: string;
  };
}

interface Expected {
  readonly verdict: string;
  readonly dependents: number;
  readonly findings: readonly string[];
}

const expected: Record<Role, Expected> = {
  healthy: { verdict: 'granted', dependents: 3, findings: [] },
  partial: { verdict: 'missing', dependents: 1, findings: [`PermissionMissing ${accounts.pki}`] },
  shared: { verdict: 'missing', dependents: 2, findings: [`PolicyMissing ${accounts.web}`] },
};

async function verdictOn(context: StoryContext, cast: Cast, role: Role): Promise<Concluded> {
  const input = { certificateAuthorityArn: cast.authority(role) };
  const machine = context.hub.outputs.GuardAuthorityArn ?? '';
  const { status, output, error, cause } = await execute(clientSettings(context.cloud.endpoint, hub), machine, input);
  if (status !== 'SUCCEEDED') throw new Error(`the execution ended as ${status}: ${error}: ${cause}`);
  const [concluded] = (JSON.parse(output) as { authorities: Concluded[] }).authorities;
  if (concluded === undefined) throw new Error('the execution verified no authority');
  return concluded;
}

const isExpected = ({ verdict, dependents, findings }: Concluded, wanted: Expected): boolean =>
  verdict === wanted.verdict &&
  dependents.count === wanted.dependents &&
  findings.map(({ code, account }) => `${code} ${account}`).join() === wanted.findings.join();

const day = (time: string | undefined): string => time?.slice(0, 10) ?? 'never';

const describe = ({ verdict, message, dependents, remedy }: Concluded): string =>
  `${verdict.toUpperCase()}: ${message}\n` +
  `${dependents.count === 1 ? '1 certificate depends' : `${dependents.count} certificates depend`} on it (${dependents.inUse} in use); ` +
  `first attempt ${day(dependents.firstAttempt)}, outage ${day(dependents.outage)}` +
  (remedy.length > 0 ? `\n${remedy.length} commands mend it` : '');

/** A manual execution for one of the authorities: its verdict and who depends on it. */
export const askForVerdict = (cast: Cast, role: Role, title: string): Step => ({
  title,
  async run(context) {
    const concluded = await verdictOn(context, cast, role);
    return { ok: isExpected(concluded, expected[role]), seen: describe(concluded) };
  },
});
