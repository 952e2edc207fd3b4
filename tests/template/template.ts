import { readFileSync } from 'node:fs';
import { parse, type CollectionTag, type ScalarTag, type YAMLSeq } from 'yaml';

/** A value of a template: CloudFormation's short tags are written out, `!Ref X` as `{Ref: X}`, `!Sub x` as `{'Fn::Sub': x}`. */
export type Value = unknown;

export interface Rule {
  readonly Type: string;
  readonly Properties: {
    /** Absent for schedules, which have the expression. */
    readonly Pattern: Readonly<Record<string, unknown>>;
    readonly ScheduleExpression?: string;
    readonly InputTransformer?: {
      readonly InputPathsMap: Readonly<Record<string, string>>;
      readonly InputTemplate: string;
    };
    readonly RetryPolicy?: { readonly MaximumRetryAttempts: number; readonly MaximumEventAgeInSeconds: number };
    readonly DeadLetterConfig?: { readonly Arn: Value };
  };
}

export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: Value;
  readonly Principal?: { readonly Service?: string | readonly string[] };
}

/** A statement that stands only where a condition holds. */
interface ConditionalStatement {
  readonly 'Fn::If': readonly [condition: string, Statement, Value];
}

interface Policy {
  readonly Statement?: readonly (Statement | ConditionalStatement)[];
  readonly LambdaInvokePolicy?: { readonly FunctionName: { readonly Ref: string } };
}

/** The properties that the tests look at; which of them a resource has depends on its type. */
export interface Properties {
  readonly CodeUri?: string;
  readonly Timeout?: number;
  readonly Tracing?: string | { readonly Enabled: boolean };
  readonly Policies?: readonly Policy[];
  readonly Events?: Readonly<Record<string, Rule>>;
  readonly DefinitionUri?: string;
  readonly DefinitionSubstitutions?: Readonly<Record<string, Value>>;
  readonly Logging?: {
    readonly Level: string;
    readonly IncludeExecutionData: boolean;
    readonly Destinations: readonly unknown[];
  };
  readonly LoggingConfig?: { readonly LogFormat: string; readonly LogGroup: Value };
  readonly AlarmActions?: readonly Value[];
  readonly PolicyDocument?: { readonly Statement: readonly Statement[] };
  readonly Environment?: { readonly Variables: Readonly<Record<string, Value>> };
  readonly FunctionName?: { readonly Ref: string };
  readonly EventInvokeConfig?: { readonly DestinationConfig: { readonly OnFailure: { readonly Destination: Value } } };
}

export interface Template {
  readonly Parameters: Readonly<Record<string, { readonly Default?: string | number }>>;
  readonly Conditions: Readonly<Record<string, Value>>;
  readonly Globals: { readonly Function: Properties };
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Properties }>>;
}

const FUNCTIONS = ['Sub', 'GetAtt', 'If', 'Equals', 'Not', 'And', 'Or', 'Join', 'Split', 'Select'];

const tags = [...FUNCTIONS.map((name) => [`!${name}`, `Fn::${name}`] as const), ['!Ref', 'Ref'] as const].flatMap(
  ([tag, key]): [ScalarTag, CollectionTag] => [
    { tag, resolve: (text: string) => ({ [key]: text }) },
    { tag, collection: 'seq', resolve: (node) => ({ [key]: (node as YAMLSeq).toJSON() as unknown }) },
  ],
);

/** Reads a CloudFormation or SAM template. */
export const readTemplate = (file: string): Template =>
  parse(readFileSync(file, 'utf8'), { customTags: tags, merge: true }) as Template;

export const template = readTemplate('template.yaml');

/** The resources of a type, by logical id. */
export const resourcesOf = (type: string): readonly (readonly [string, Properties])[] =>
  Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) => (Type === type ? [[id, Properties]] : []));

export const functions = resourcesOf('AWS::Serverless::Function');

export const machines = resourcesOf('AWS::Serverless::StateMachine');

const started = [...machines, ...functions].flatMap(([target, { Events }]) =>
  Object.entries(Events ?? {}).map(([name, { Type, Properties: properties }]) => ({
    name,
    target,
    Type,
    ...properties,
  })),
);

/** Every rule of the stack, with the machine or function it starts. */
export const rules = started.filter(({ Type }) => Type === 'EventBridgeRule');

/** Every schedule of the stack, with what it starts. */
export const schedules = started.filter(({ Type }) => Type === 'ScheduleV2');

export const actionsOf = ({ Action }: Statement): readonly string[] => (typeof Action === 'string' ? [Action] : Action);

/** What a function or machine is allowed to do, whatever is switched on. */
export const statementsOf = ({ Policies = [] }: Properties): readonly Statement[] =>
  Policies.flatMap(({ Statement = [] }) => Statement).map((each) => ('Fn::If' in each ? each['Fn::If'][1] : each));

/** What it is allowed to do only where a condition holds. */
export const statementsIf = (condition: string, { Policies = [] }: Properties): readonly Statement[] =>
  Policies.flatMap(({ Statement = [] }) => Statement).flatMap((each) =>
    'Fn::If' in each && each['Fn::If'][0] === condition ? [each['Fn::If'][1]] : [],
  );
