import { decided } from './conditions.ts';
import { readTemplate, rules, template } from './template.ts';

interface Forwarding {
  readonly Type: string;
  readonly Condition?: string;
  readonly Properties: {
    readonly EventPattern: { readonly source: unknown };
    readonly Targets: readonly { readonly Arn: unknown; readonly RoleArn: unknown }[];
  };
}

const member = readTemplate('organization/member.template.yaml') as unknown as {
  readonly Resources: Readonly<Record<string, Forwarding>>;
  readonly Conditions: Readonly<Record<string, unknown>>;
};
const forwarding = Object.entries(member.Resources).filter(([, { Type }]) => Type === 'AWS::Events::Rule');

/** What members send though no rule of RenewGuard takes it: people may have some. */
const FOR_RULES_OF_OTHERS = ['AccessCertificateExpires'];

/** The sources of a pattern, drills left out. */
function sourcesOf({ source }: { readonly source?: unknown }): readonly string[] {
  const either = (source as { readonly 'Fn::If'?: readonly unknown[] })['Fn::If'];
  return (either?.[2] ?? source) as readonly string[];
}

/** Rules of RenewGuard about what happens in accounts; its own executions are none of theirs. */
const ofAccounts = rules.filter(({ Pattern }) => sourcesOf(Pattern).some((source) => /^aws\.(?!states$)/.test(source)));

const policy = template.Resources.MembersForwardEvents as unknown as {
  readonly Condition: string;
  readonly Properties: {
    readonly Statement: { readonly Action: string; readonly Condition: { readonly StringEquals: object } };
  };
};
const SOURCES = ['aws.acm', 'aws.acm-pca', 'aws.health', 'aws.rolesanywhere', 'aws.ram', 'aws.iam'];

test('members forward what RenewGuard’s rules take, by the same patterns, and nothing superfluous', () => {
  const patterns = Object.fromEntries(ofAccounts.map(({ name, Pattern }) => [name, Pattern]));
  const forwarded = Object.fromEntries(forwarding.map(([id, { Properties }]) => [id, Properties.EventPattern]));
  for (const id of FOR_RULES_OF_OTHERS) delete forwarded[id];
  expect(ofAccounts.length).toBeGreaterThan(6);
  expect(forwarded).toEqual(patterns);
});

test('no rule asks whose account an event is of: a member’s starts what the own one’s starts', () => {
  for (const { Pattern } of rules) expect(Object.keys(Pattern)).not.toContain('account');
});

test.each(forwarding)('%s goes to RenewGuard’s default bus as it is, with the forwarding role', (_, { Properties }) => {
  expect(Properties.Targets).toHaveLength(1);
  const [target] = Properties.Targets;
  expect(Object.keys(target!).toSorted()).toEqual(['Arn', 'Id', 'RetryPolicy', 'RoleArn']);
  expect(JSON.stringify(target?.Arn)).toContain(':${HubAccount}:event-bus/default');
  expect(JSON.stringify(target?.RoleArn)).toContain('ForwardRole.Arn');
});

test('RenewGuard’s bus takes events of its organisation only, of six services: no drills, and nothing that it says itself', () => {
  expect(policy.Condition).toBe('HasOrganization');
  expect(policy.Properties.Statement.Action).toBe('events:PutEvents');
  expect(policy.Properties.Statement.Condition).toEqual({
    StringEquals: { 'aws:PrincipalOrgID': { Ref: 'OrganizationId' }, 'events:source': SOURCES },
  });
  const sent = forwarding.flatMap(([, { Properties }]) => sourcesOf(Properties.EventPattern));
  expect([...new Set(sent)].toSorted()).toEqual(SOURCES.toSorted());
});

const HUB = '111122223333';
const MEMBER = '444455556666';
const at = (account: string, region: string, more: Readonly<Record<string, string>> = {}) =>
  decided(member.Conditions, {
    HubAccount: HUB,
    HubRegion: 'eu-central-1',
    HomeRegion: '',
    GlobalRegion: 'us-east-1',
    LetAct: 'true',
    AcceptDrillEvents: 'false',
    'AWS::AccountId': account,
    'AWS::Region': region,
    ...more,
  });

describe('what a stack of the template makes', () => {
  test.each([
    ['in a member’s home region', at(MEMBER, 'eu-central-1'), [true, true, true, true, false]],
    ['in another of its regions', at(MEMBER, 'eu-west-1'), [false, false, false, true, false]],
    ['where records of IAM arrive', at(MEMBER, 'us-east-1'), [false, false, false, true, true]],
    [
      'in a home region that is named',
      at(MEMBER, 'eu-west-1', { HomeRegion: 'eu-west-1' }),
      [true, true, true, true, false],
    ],
    [
      'where another home is named',
      at(MEMBER, 'eu-central-1', { HomeRegion: 'eu-west-1' }),
      [false, false, false, true, false],
    ],
    ['where no region is named', at(MEMBER, 'eu-west-1', { HubRegion: '' }), [true, true, true, true, false]],
    [
      'where RenewGuard is not let act',
      at(MEMBER, 'eu-central-1', { LetAct: 'false' }),
      [true, true, false, true, false],
    ],
    [
      'beside RenewGuard: nothing would end but in a circle',
      at(HUB, 'eu-central-1'),
      [true, false, false, false, false],
    ],
    ['in RenewGuard’s account, another region', at(HUB, 'us-east-1'), [false, false, false, true, true]],
  ])('%s', (_, { IsHome, IsEntered, IsActedIn, Forwards, ForwardsGlobalRecords }, expected) => {
    expect([IsHome, IsEntered, IsActedIn, Forwards, ForwardsGlobalRecords]).toEqual(expected);
  });

  test('records of IAM are forwarded from there only, all else from everywhere', () => {
    for (const [id, { Condition }] of forwarding)
      expect(Condition).toBe(id === 'ServiceLinkedRoleChanged' ? 'ForwardsGlobalRecords' : 'Forwards');
  });
});
