import { actionsReachedBy } from './reachable-actions.ts';
import { ACTIONS_WITHOUT_RESOURCES, alsoNeeded } from './service-authorization.ts';
import {
  actionsOf,
  functions,
  machines,
  resourcesOf,
  statementsIf,
  statementsOf,
  template,
  type Statement,
} from './template.ts';

const folderOf = (codeUri = ''): string => codeUri.replace('functions/', '');
const granted = (statements: readonly Statement[]): readonly string[] => statements.flatMap(actionsOf);
const sorted = (actions: Iterable<string>): readonly string[] => [...new Set(actions)].toSorted();

describe.each(functions)('%s', (_, properties) => {
  const actions = granted(statementsOf(properties));

  test('may do what its code can come to do, and nothing else', () => {
    const reached = [...actionsReachedBy(folderOf(properties.CodeUri))];
    const needed = reached.flatMap(alsoNeeded);
    expect(sorted(actions)).toEqual(sorted(needed));
  });

  test('is granted each action once, by its whole name', () => {
    expect(actions.toSorted()).toEqual(sorted(actions));
    for (const action of actions) expect(action).toMatch(/^[a-z0-9-]+:[A-Z][A-Za-z]+$/);
  });
});

const identities = [...functions, ...machines].map(([id, properties]): [string, readonly Statement[]] => [
  id,
  statementsOf(properties),
]);

test.each(identities)('%s has a wildcard for a resource only where the action knows none', (_, statements) => {
  const everywhere = statements.filter(({ Resource }) => Resource === '*');
  expect(granted(everywhere).filter((action) => !ACTIONS_WITHOUT_RESOURCES.includes(action))).toEqual([]);
});

test.each(identities)(
  '%s is only allowed, by statements that name their resources in every partition',
  (_, statements) => {
    for (const { Effect, Resource } of statements) {
      expect(Effect).toBe('Allow');
      expect(JSON.stringify(Resource)).not.toContain('arn:aws:');
    }
  },
);

test('what alarms tell reaches the topic: its policy lets CloudWatch publish', () => {
  const alarmed = resourcesOf('AWS::CloudWatch::Alarm').flatMap(([, { AlarmActions = [] }]) => AlarmActions);
  expect(alarmed).not.toEqual([]);
  for (const topic of alarmed) expect(publishersOf(topic)).toContain('cloudwatch.amazonaws.com');
});

function publishersOf(topic: unknown): readonly unknown[] {
  const statements = resourcesOf('AWS::SNS::TopicPolicy').flatMap(
    ([, { PolicyDocument }]) => PolicyDocument?.Statement ?? [],
  );
  const publishing = statements.filter(
    (statement) =>
      actionsOf(statement).includes('sns:Publish') && JSON.stringify(statement.Resource) === JSON.stringify(topic),
  );
  return publishing.flatMap(({ Principal }) => Principal?.Service ?? []);
}

test('whoever tells people may publish to the topic, by its policy as well', () => {
  const publishing = functions.filter(([, properties]) => granted(statementsOf(properties)).includes('sns:Publish'));
  const named = resourcesOf('AWS::SNS::TopicPolicy').flatMap(([, { PolicyDocument }]) =>
    (PolicyDocument?.Statement ?? []).flatMap(
      ({ Principal }) => (Principal as { AWS?: unknown } | undefined)?.AWS ?? [],
    ),
  );
  for (const [id] of publishing) expect(named).toContainEqual({ 'Fn::GetAtt': `${id}Role.Arn` });
});

test('Security Hub may be told only where it is switched on, which it is not by itself', () => {
  const condition = { 'Fn::Equals': [{ Ref: 'SecurityHub' }, 'on'] };
  expect(template.Conditions['HasSecurityHub']).toEqual(condition);
  expect(template.Parameters['SecurityHub']?.Default).toBe('off');
  const telling = functions.flatMap(([, properties]) => granted(statementsOf(properties))).filter(isOfSecurityHub);
  const conditional = functions.flatMap(([, properties]) => granted(statementsIf('HasSecurityHub', properties)));
  expect(telling).toEqual(['securityhub:BatchImportFindings', 'securityhub:BatchUpdateFindings']);
  expect(conditional).toEqual(telling);
});

const isOfSecurityHub = (action: string): boolean => action.startsWith('securityhub:');
