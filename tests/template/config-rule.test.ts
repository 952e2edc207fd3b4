import { AUTHORITY_TYPE, CERTIFICATE_TYPE } from '../../core/domain/compliance/compliance.ts';
import { configEvent } from '../../core/runtime/config-event.ts';
import { anItem, scheduled } from '../builders/config-events.ts';
import { decided } from './conditions.ts';
import { readTemplate, resourcesOf, template } from './template.ts';

interface RuleProperties {
  readonly ConfigRuleName: unknown;
  readonly Scope: { readonly ComplianceResourceTypes: readonly string[] };
  readonly Source: {
    readonly Owner: string;
    readonly SourceIdentifier: unknown;
    readonly SourceDetails: readonly { readonly EventSource: string; readonly MessageType: string }[];
  };
}

const whole = template as unknown as {
  readonly Conditions: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, { readonly Condition?: string; readonly DependsOn?: string }>>;
  readonly Outputs: Readonly<Record<string, { readonly Condition?: string; readonly Value: unknown }>>;
};
const [[ruleId, rule] = []] = resourcesOf('AWS::Config::ConfigRule') as unknown as readonly [string, RuleProperties][];
const [[permissionId, permission] = []] = resourcesOf('AWS::Lambda::Permission');
const FUNCTION = { 'Fn::GetAtt': 'EvaluateCompliance.Arn' };

test('AWS Config is told nothing unless somebody wants it', () => {
  const isOn = (ConfigRule: unknown) =>
    decided({ it: whole.Conditions['HasConfigRule'] }, { ConfigRule: String(ConfigRule) }).it;
  expect(isOn(template.Parameters['ConfigRule']?.Default)).toBe(false);
  expect(isOn('on')).toBe(true);
});

test('whatever is there for AWS Config, is there only then', () => {
  const naming = [...Object.entries(whole.Resources), ...Object.entries(whole.Outputs)].filter(
    ([id, it]) => id === 'EvaluateCompliance' || /"EvaluateCompliance(\.Arn)?"/.test(JSON.stringify(it)),
  );
  expect(naming.map(([id, { Condition }]) => [id, Condition]).toSorted()).toEqual(
    [
      'ConfigInvokesEvaluateCompliance',
      'EvaluateCompliance',
      'EvaluateComplianceArn',
      'EvaluateComplianceErrors',
      'RenewalRule',
    ].map((id) => [id, 'HasConfigRule']),
  );
});

test('AWS Config may invoke the function before the rule is made, and nobody else’s Config may', () => {
  expect(permission).toEqual({
    Action: 'lambda:InvokeFunction',
    FunctionName: { Ref: 'EvaluateCompliance' },
    Principal: 'config.amazonaws.com',
    SourceAccount: { Ref: 'AWS::AccountId' },
  });
  expect(whole.Resources[ruleId!]?.DependsOn).toBe(permissionId);
});

test('the rule is about what the function judges, and sends what it reads', () => {
  expect(rule?.Source).toMatchObject({ Owner: 'CUSTOM_LAMBDA', SourceIdentifier: FUNCTION });
  expect(rule?.Scope.ComplianceResourceTypes).toEqual([CERTIFICATE_TYPE, AUTHORITY_TYPE]);
  for (const { EventSource, MessageType: messageType } of rule!.Source.SourceDetails) {
    const told = { messageType, notificationCreationTime: '2026-11-22T10:00:00Z' };
    const items = { configurationItem: anItem(), configurationItemSummary: anItem() };
    const event = scheduled({ invokingEvent: JSON.stringify({ ...told, ...items }) });
    expect([EventSource, messageType, configEvent.safeParse(event).success]).toEqual(['aws.config', messageType, true]);
  }
  // On a change only the two together tell of every one (API reference, SourceDetail).
  expect(rule?.Source.SourceDetails.map(({ MessageType }) => MessageType)).toEqual([
    'ScheduledNotification',
    'ConfigurationItemChangeNotification',
    'OversizedConfigurationItemChangeNotification',
  ]);
});

test('the conformance pack has the same rule, for the function that the stack puts out', () => {
  const pack = readTemplate('docs/conformance-pack.yaml') as unknown as {
    readonly Parameters: Readonly<Record<string, { readonly Type: string }>>;
    readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: RuleProperties }>>;
  };
  const [parameter = ''] = Object.keys(pack.Parameters);
  expect(whole.Outputs[parameter]?.Value).toEqual(FUNCTION);
  const rules = Object.values(pack.Resources);
  expect(rules.map(({ Type }) => Type)).toEqual(['AWS::Config::ConfigRule']);
  const { ConfigRuleName, Source, ...same } = rules[0]!.Properties;
  expect(ConfigRuleName).toMatch(/^[\w-]+$/);
  expect({ ...same, Source: { ...Source, SourceIdentifier: FUNCTION } }).toEqual({
    ...rule,
    ConfigRuleName: undefined,
  });
  expect(Source.SourceIdentifier).toEqual({ Ref: parameter });
});
