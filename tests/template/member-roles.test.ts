import { ACTING, READING } from '../../core/aws/session-actions.ts';
import { sessionPolicy } from '../../core/aws/member-sessions.ts';
import { actingActions, readingActions } from './reachable-actions.ts';
import { ACTIONS_WITHOUT_RESOURCES, alsoNeeded } from './service-authorization.ts';
import { actionsOf, functions, readTemplate, statementsOf, type Statement } from './template.ts';

interface Role {
  readonly Condition: string;
  readonly Properties: {
    readonly PermissionsBoundary?: unknown;
    readonly AssumeRolePolicyDocument: { readonly Statement: readonly Trust[] };
    readonly Policies: readonly { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[];
  };
}

interface Trust {
  readonly Principal: unknown;
  readonly Condition: Readonly<Record<string, unknown>>;
}

const { Resources } = readTemplate('organization/member.template.yaml');
const role = (id: string): Role => Resources[id] as unknown as Role;
const roles = ['ReadRole', 'ActRole', 'ForwardRole'] as const;

const statementsIn = (id: string): readonly Statement[] =>
  role(id).Properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
const sorted = (actions: Iterable<string>): readonly string[] => [...new Set(actions)].toSorted();
const allowed = (id: string): readonly string[] => sorted(statementsIn(id).flatMap(actionsOf));

const folders = functions.map(([, { CodeUri = '' }]) => CodeUri.replace('functions/', ''));
const acting = (folder: string): readonly string[] => sorted([...actingActions([folder])].flatMap(alsoNeeded));
const reading = (folder: string): readonly string[] => sorted([...readingActions([folder])].flatMap(alsoNeeded));

test('the read role may read what the functions read in accounts, and nothing else', () => {
  expect(allowed('ReadRole')).toEqual(sorted(folders.flatMap(reading)));
});

test('the read role only reads', () => {
  for (const action of allowed('ReadRole'))
    expect(action).toMatch(/:(Get|List|Search|Describe)[A-Z]|:CreateCertificateAuthorityAuditReport$/);
});

test('the act role may do what the functions do in accounts, and nothing else', () => {
  expect(allowed('ActRole')).toEqual(sorted(folders.flatMap(acting)));
});

test('the forwarding role may put events on RenewGuard’s bus, and nothing else', () => {
  expect(allowed('ForwardRole')).toEqual(['events:PutEvents']);
  expect(JSON.stringify(statementsIn('ForwardRole')[0]?.Resource)).toContain('${HubAccount}:event-bus/default');
});

describe.each(roles)('%s', (id) => {
  test('stays within the boundary, which holds what the roles may do and nothing else', () => {
    const { PolicyDocument } = Resources.Boundary!.Properties;
    expect(role(id).Properties.PermissionsBoundary).toEqual({ Ref: 'Boundary' });
    expect((PolicyDocument?.Statement ?? []).flatMap(actionsOf).toSorted()).toEqual(sorted(roles.flatMap(allowed)));
  });

  test('is made in the home region only', () => {
    expect(role(id).Condition).toBe({ ReadRole: 'IsEntered', ActRole: 'IsActedIn', ForwardRole: 'IsHome' }[id]);
  });

  test('has a wildcard for a resource only where the action knows none, and names the partition nowhere', () => {
    const everywhere = statementsIn(id).filter(({ Resource }) => Resource === '*');
    expect(everywhere.flatMap(actionsOf).filter((action) => !ACTIONS_WITHOUT_RESOURCES.includes(action))).toEqual([]);
    expect(JSON.stringify(role(id))).not.toContain('arn:aws:');
  });
});

test.each(['ReadRole', 'ActRole'])('%s is RenewGuard’s functions’ alone, with the external id', (id) => {
  const [trust, ...more] = role(id).Properties.AssumeRolePolicyDocument.Statement;
  expect(more).toEqual([]);
  expect(trust?.Principal).toEqual({ AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${HubAccount}:root' } });
  expect(trust?.Condition.StringEquals).toEqual({ 'sts:ExternalId': { Ref: 'ExternalId' } });
  expect(JSON.stringify(trust?.Condition.ArnLike)).toContain('role/${HubStackName}-*');
});

describe.each(functions)('the sessions of %s in other accounts', (_, properties) => {
  const folder = (properties.CodeUri ?? '').replace('functions/', '');
  const assumed = statementsOf(properties).filter((statement) => actionsOf(statement).includes('sts:AssumeRole'));

  test('may do what its code can come to do there, and nothing else', () => {
    expect(sorted(READING[folder] ?? [])).toEqual(reading(folder));
    expect(sorted(ACTING[folder] ?? [])).toEqual(acting(folder));
  });

  test('are of the role whose rights it needs, and of no other', () => {
    const granted = JSON.stringify(assumed.map(({ Resource }) => Resource));
    expect(granted.includes('role/${MemberRoleName}')).toBe(reading(folder).length > 0);
    expect(granted.includes('role/${MemberActRoleName}')).toBe(acting(folder).length > 0);
  });
});

test.each(Object.entries({ ...READING, ...ACTING }))('the policy of %s is one that STS takes', (_, actions) => {
  const policy = sessionPolicy(actions);
  expect(policy.length).toBeLessThan(2048);
  expect(JSON.parse(policy)).toEqual({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  });
});

test('only functions have sessions', () => {
  for (const folder of Object.keys({ ...READING, ...ACTING })) expect(folders).toContain(folder);
});
