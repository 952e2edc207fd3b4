import validate from 'asl-validator';
import { NEXT_REPAIR_STEPS as OF_REPAIRS } from '../../core/repair/step.ts';
import { NEXT_STEPS as OF_ISSUANCES, type NextStep } from '../../core/reissue/steps/step.ts';
import { NEXT_STEPS as OF_INSPECTIONS } from '../../functions/inspect-certificate/inspect-certificate.ts';
import { NEXT_STEPS as OF_VERIFICATIONS } from '../../functions/verify-authority/verify-authority.ts';
import {
  blocksOf,
  definitionFiles,
  definitionOf,
  definitionText,
  functionOf,
  machineOf,
  nextOf,
  statesOf,
  tasksOf,
  variablesOf,
  type Definition,
  type Placed,
} from './definitions.ts';
import { CAUGHT, errorClasses } from './error-classes.ts';
import { functions } from './template.ts';

/** Errors of our own that pass: every task tries again. All others are told at once, by Catch on States.ALL. */
const RETRIED = ['AccountUnreadable', 'AwsUnavailable'];
const NEVER_RETRIED = [
  ...['AuthorityNotFound', 'AwsRefused', 'CertificateNotFound', 'InvalidInput'],
  ...['AccountNotActedOn', 'AuthorityCannotIssue', 'CsrRefused', 'DeliveryRefused', 'DeliveryRejected'],
  ...[
    'DeliveryUnproven',
    'IssuedOtherwise',
    'RepairRefused',
    'RouteUnusable',
    'SecretNotOurs',
    'SweepUnknown',
    'TriesUsedUp',
  ],
];
const REPORTING = 'ReportFailure';
/** A name that is taken has two names: AWS's, and MiniStack's. */
const NO_FAILURES = [['States.Timeout'], ['StepFunctions.ExecutionAlreadyExistsException', 'ExecutionAlreadyExists']];

const isOurs = (error: string): boolean => !/^(States|Lambda|Sandbox|Runtime|StepFunctions)\./.test(error);
const isCall = ({ Resource = '' }: Placed): boolean => Resource.startsWith('${LambdaInvoke');
const named = (states: readonly Placed[]): [string, Placed][] => states.map((state) => [state.name, state]);

test('every error class of the code is known to pass or not to pass', () => {
  expect(errorClasses().toSorted()).toEqual([...RETRIED, ...NEVER_RETRIED, ...CAUGHT].toSorted());
});

describe.each(definitionFiles)('%s', (file) => {
  const definition = definitionOf(file);
  const tasks = named(tasksOf(definition).filter(isCall));
  const starts = named(tasksOf(definition).filter((task) => !isCall(task)));

  test('is valid, as it stands and with its substitutions filled in', () => {
    const filled = definitionText(file)
      .replaceAll('${LambdaInvoke}', 'arn:aws:states:::lambda:invoke')
      .replaceAll('${LambdaInvokeAndWait}', 'arn:aws:states:::lambda:invoke.waitForTaskToken')
      .replaceAll('${ReadObject}', 'arn:aws:states:::s3:getObject')
      .replaceAll('${WriteObject}', 'arn:aws:states:::s3:putObject')
      .replaceAll('${Bucket}', 'renewguard-bucket')
      .replaceAll('${StartExecution}', 'arn:aws:states:::states:startExecution')
      .replaceAll('${StartExecutionAndWait}', 'arn:aws:states:::states:startExecution.sync:2')
      .replaceAll(
        /\$\{(IssueAndDeliver|ReissueCertificate)Arn\}/g,
        'arn:aws:states:eu-west-1:111122223333:stateMachine:$1',
      )
      .replaceAll(/\$\{(\w+)FunctionArn\}/g, 'arn:aws:lambda:eu-west-1:111122223333:function:$1');
    expect(filled).not.toContain('${');
    for (const text of [definitionText(file), filled]) {
      const { isValid, errorsText } = validate(JSON.parse(text));
      expect(isValid ? 'valid' : errorsText('\n')).toBe('valid');
    }
  });

  test('is written in JSONata, and ends by itself if nothing else ends it', () => {
    expect(definition).toMatchObject({ TimeoutSeconds: expect.any(Number) as number });
    const others = statesOf(definition).filter(({ Type, ItemReader }) => Type !== 'Map' || ItemReader === undefined);
    // MiniStack runs a Distributed Map in JSONPath only: its machine's other states say that they are in JSONata.
    if (definition.QueryLanguage !== 'JSONata')
      for (const state of others) expect([state.name, state.QueryLanguage]).toEqual([state.name, 'JSONata']);
  });

  test('assigns no variable inside a Map that a scope around it assigns, too: Step Functions refuses that', () => {
    expect(variablesOf(definition)).not.toEqual([]);
    expect(assignedTwice(definition)).toEqual([]);
  });

  test('has at most a dozen states in a block', () => {
    for (const { States } of blocksOf(definition)) expect(Object.keys(States).length).toBeLessThanOrEqual(12);
  });

  test('has no state that can’t be reached', () => {
    for (const { StartAt, States } of blocksOf(definition)) {
      const reached = [
        StartAt,
        ...Object.values(States).flatMap((state) => [...nextOf(state), ...(state.Catch ?? []).map(({ Next }) => Next)]),
      ];
      expect([...new Set(reached)].toSorted()).toEqual(Object.keys(States).toSorted());
    }
  });

  test.each(tasks)(
    '%s calls a function by the one integration, and is named after it or after the failure it reports',
    (name, task) => {
      expect(['${LambdaInvoke}', '${LambdaInvokeAndWait}']).toContain(task.Resource);
      expect(functions.map(([id]) => id)).toContain(functionOf(task));
      if (functionOf(task) !== REPORTING) expect(name).toBe(functionOf(task));
    },
  );

  test.each(tasks)('%s gives its function the time that it has', (_, task) => {
    const timeout = functions.find(([id]) => id === functionOf(task))?.[1].Timeout ?? Infinity;
    expect(timeout).toBeLessThan(task.TimeoutSeconds ?? 0);
  });

  test.each(tasks)('%s tries again what passes, by name, and nothing else', (_, { Retry = [], Resource = '' }) => {
    const errors = Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
    expect(errors.filter(isOurs).toSorted()).toEqual(RETRIED);
    expect(errors).toEqual(
      expect.arrayContaining([
        ...['Lambda.TooManyRequestsException', 'Lambda.ServiceException'],
        // Of a task that waits for a person it means that nobody answered.
        ...(Resource === '${LambdaInvokeAndWait}' ? [] : ['States.Timeout']),
        // A function that crashed, or ran out of memory.
        ...['Lambda.Unknown', 'Runtime.ExitError', 'Runtime.OutOfMemory'],
      ]),
    );
    expect(errors).not.toContain('States.ALL');
    expect(errors).not.toContain('States.TaskFailed');
    for (const { MaxAttempts } of Retry) expect(MaxAttempts).toBeGreaterThanOrEqual(3);
  });

  if (starts.length > 0)
    test.each(starts)('%s starts a machine of ours, and tries again when Step Functions is busy', (_, task) => {
      expect(machineOf(task)).toMatch(/^(IssueAndDeliver|ReissueCertificate)$/);
      const errors = (task.Retry ?? []).flatMap(({ ErrorEquals }) => ErrorEquals);
      expect(errors).toEqual(expect.arrayContaining(['StepFunctions.ThrottlingException']));
      expect(errors.filter(isOurs)).toEqual([]);
    });

  const guarded = statesOf(definition).filter(({ Type }) => Type === 'Task' || Type === 'Map');
  test.each(named(guarded))('%s catches everything, and people are told', (_, { Catch = [], block }) => {
    const [last, ...expected] = Catch.toReversed();
    expect(last?.ErrorEquals).toEqual(['States.ALL']);
    // What else is caught is no failure: nobody answered yet, or another execution is at it.
    for (const { ErrorEquals } of expected) expect(NO_FAILURES).toContainEqual(ErrorEquals);
    expect(tellsPeople(block.States[last?.Next ?? ''])).toBe(true);
  });
});

/**
 * A failure is told by the reporting function; where that is what failed, by the rule on executions that end as failed: at
 * once, or when what a Map's item handed on as `failed` is looked at.
 */
function tellsPeople(state: Placed['block']['States'][string] | undefined): boolean {
  if (state === undefined) return false;
  const handsOn = typeof state.Output === 'object' && state.Output !== null && 'failed' in state.Output;
  return functionOf(state) === REPORTING || state.Type === 'Fail' || handsOn;
}

/** The variables of Maps, at any depth, that a scope around them assigns. */
function assignedTwice(definition: Definition, around: readonly string[] = []): readonly string[] {
  const own = variablesOf(definition);
  const within = Object.values(definition.States).flatMap(({ ItemProcessor }) =>
    ItemProcessor ? assignedTwice(ItemProcessor, [...around, ...own]) : [],
  );
  return [...own.filter((name) => around.includes(name)), ...within];
}

test('a variable that is assigned inside a Map and around it is noticed, wherever it is assigned', () => {
  const States = { One: { Type: 'Task', Catch: [{ ErrorEquals: [], Next: 'One', Assign: { failure: 1 } }] } };
  const Map = { Type: 'Map', ItemProcessor: { StartAt: 'One', States } };
  const Choice = { Type: 'Choice', Choices: [{ Condition: '', Next: 'Map', Assign: { failure: 2 } }] };
  expect(assignedTwice({ StartAt: 'Choice', States: { Choice, Map } })).toEqual(['failure']);
  expect(assignedTwice({ StartAt: 'Map', States: { Map } })).toEqual([]);
});

test.each([
  ['a verification', 'guard-authority', OF_VERIFICATIONS],
  ['a repair', 'repair-authority', OF_REPAIRS.filter((step) => step !== 'finish')],
  ['an inspection', 'guard-certificate', OF_INSPECTIONS],
  ['a reissue', 'reissue-certificate', ['issue', 'retire', 'clean-up']],
  [
    'an issuance',
    'issue-and-deliver',
    ['issue', 'collect', 'decide', 'ask', 'deliver', 'verify', 'roll-back'] satisfies readonly NextStep[],
  ],
])('each next step of %s is a choice, and the other way round', (_, machine, steps) => {
  const choices = statesOf(definitionOf(`statemachines/${machine}.asl.json`)).flatMap(({ Choices = [] }) => Choices);
  const compared = choices.flatMap(({ Condition }) =>
    [...Condition.matchAll(/\.next = '([^']*)'/g)].map(([, step]) => step),
  );
  expect(compared.toSorted()).toEqual([...steps].toSorted());
});

test('every next step of an issuance ends it, or is a choice of one of the two machines', () => {
  const chosen = ['reissue-certificate', 'issue-and-deliver'].flatMap((machine) =>
    [...definitionText(`statemachines/${machine}.asl.json`).matchAll(/\.next = '([^']*)'/g)].map(([, step]) => step),
  );
  expect([...new Set([...chosen, 'finish'])].toSorted()).toEqual([...OF_ISSUANCES].toSorted());
});

test('no threshold, date or ARN stands in a definition', () => {
  for (const file of definitionFiles) {
    const texts = definitionText(file).match(/\{%.*?%\}/gs) ?? [];
    for (const text of texts) expect(text).not.toMatch(/\d{2,}|arn:|\$toMillis|\$now/);
  }
});
