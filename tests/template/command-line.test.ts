import { readFileSync } from 'node:fs';
import { readingActionsFrom } from './reachable-actions.ts';
import { actionsOf, type Statement } from './template.ts';

/** The policy that the README gives to whoever runs the command line. */
const [, policy = ''] = /```json\n(\{\n {2}"Version"[\s\S]*?)```/.exec(readFileSync('README.md', 'utf8')) ?? [];
const { Statement: statements } = JSON.parse(policy) as { readonly Statement: readonly Statement[] };
const granted = statements.flatMap(actionsOf);

test('the command line needs what the README says, and nothing else', () => {
  const needed = readingActionsFrom(['cli/audit/command.ts', 'cli/explain/command.ts']);
  expect(granted.toSorted()).toEqual([...needed].toSorted());
});

test('the command line only reads', () => {
  expect(granted.length).toBeGreaterThan(5);
  for (const action of granted) expect(action).toMatch(/:(Get|List|Describe|Search)[A-Z]/);
});
