import { RIGHTS, rightsText } from '../../cli/rights.ts';
import { readingActionsFrom } from '../template/reachable-actions.ts';

/** What a terminal asks of RenewGuard itself, and of the secrets that it looks at: no reader of accounts asks that. */
const OF_RENEWGUARD = /^(cloudformation|dynamodb|s3|states|secretsmanager):/;

test.each(['plan', 'route', 'budget'] as const)(
  '%s reads in the account what its help says, and nothing else',
  (command) => {
    const told = RIGHTS[command].filter((action) => !OF_RENEWGUARD.test(action));
    expect(told.toSorted()).toEqual([...readingActionsFrom([`cli/${command}/command.ts`])].toSorted());
  },
);

test.each(['reissue', 'approval', 'mode', 'sweep', 'status', 'inventory', 'scope'])(
  '%s reads nothing in the account',
  (command) => {
    expect([...readingActionsFrom([`cli/${command}/command.ts`])]).toEqual([]);
  },
);

test('a plan only reads', () => {
  for (const action of RIGHTS.plan) expect(action).toMatch(/:(Get|List|Describe|Query)[A-Z]?/);
});

test('the help names each action once, in lines of a terminal', () => {
  for (const command of Object.keys(RIGHTS) as (keyof typeof RIGHTS)[]) {
    const named = rightsText(command).match(/[a-z0-9-]+:[A-Z]\w+/g) ?? [];
    expect(named).toEqual([...new Set(RIGHTS[command])]);
    expect(
      Math.max(
        ...rightsText(command)
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThan(110);
  }
});
