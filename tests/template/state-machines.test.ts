import validate from 'asl-validator';
import { NEXT_STEPS as OF_INSPECTIONS } from '../../functions/inspect-certificate/inspect-certificate.ts';
import { NEXT_STEPS as OF_VERIFICATIONS } from '../../functions/verify-authority/verify-authority.ts';
import {
  blocksOf,
  definitionFiles,
  definitionOf,
  definitionText,
  functionOf,
  nextOf,
  statesOf,
  tasksOf,
  variablesOf,
  type Definition,
  type Placed,
} from './definitions.ts';
import { errorClasses } from './error-classes.ts';
import { functions } from './template.ts';

/** Errors of our own that pass: every task tries again. All others are told at once, by Catch on States.ALL. */
const RETRIED = ['AccountUnreadable', 'AwsUnavailable'];
const NEVER_RETRIED = ['AuthorityNotFound', 'AwsRefused', 'CertificateNotFound', 'InvalidInput'];
const REPORTING = 'ReportFailure';

const isOurs = (error: string): boolean => !/^(States|Lambda|Sandbox|Runtime)\./.test(error);
const named = (states: readonly Placed[]): [string, Placed][] => states.map((state) => [state.name, state]);

test('every error class of the code is known to pass or not to pass', () => {
  expect(errorClasses().toSorted()).toEqual([...RETRIED, ...NEVER_RETRIED].toSorted());
});

describe.each(definitionFiles)('%s', (file) => {
  const definition = definitionOf(file);
  const tasks = named(tasksOf(definition));

  test('is valid, as it stands and with its substitutions filled in', () => {
    const filled = definitionText(file)
      .replaceAll('${LambdaInvoke}', 'arn:aws:states:::lambda:invoke')
      .replaceAll(/\$\{(\w+)FunctionArn\}/g, 'arn:aws:lambda:eu-west-1:111122223333:function:$1');
    expect(filled).not.toContain('${');
    for (const text of [definitionText(file), filled]) {
      const { isValid, errorsText } = validate(JSON.parse(text));
      expect(isValid ? 'valid' : errorsText('\n')).toBe('valid');
    }
  });

  test('is written in JSONata, and ends by itself if nothing else ends it', () => {
    expect(definition).toMatchObject({ QueryLanguage: 'JSONata', TimeoutSeconds: expect.any(Number) as number });
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
      expect(task.Resource).toBe('${LambdaInvoke}');
      expect(functions.map(([id]) => id)).toContain(functionOf(task));
      if (functionOf(task) !== REPORTING) expect(name).toBe(functionOf(task));
    },
  );

  test.each(tasks)('%s gives its function the time that it has', (_, task) => {
    const timeout = functions.find(([id]) => id === functionOf(task))?.[1].Timeout ?? Infinity;
    expect(timeout).toBeLessThan(task.TimeoutSeconds ?? 0);
  });

  test.each(tasks)('%s tries again what passes, by name, and nothing else', (_, { Retry = [] }) => {
    const errors = Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
    expect(errors.filter(isOurs).toSorted()).toEqual(RETRIED);
    expect(errors).toEqual(
      expect.arrayContaining([
        ...['Lambda.TooManyRequestsException', 'Lambda.ServiceException', 'States.Timeout'],
        // A function that crashed, or ran out of memory.
        ...['Lambda.Unknown', 'Runtime.ExitError', 'Runtime.OutOfMemory'],
      ]),
    );
    expect(errors).not.toContain('States.ALL');
    expect(errors).not.toContain('States.TaskFailed');
    for (const { MaxAttempts } of Retry) expect(MaxAttempts).toBeGreaterThanOrEqual(3);
  });

  const guarded = statesOf(definition).filter(({ Type }) => Type === 'Task' || Type === 'Map');
  test.each(named(guarded))('%s catches everything, and people are told', (_, { Catch = [], block }) => {
    expect(Catch.map(({ ErrorEquals }) => ErrorEquals)).toEqual([['States.ALL']]);
    for (const { Next } of Catch) expect(tellsPeople(block.States[Next])).toBe(true);
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
  ['an inspection', 'guard-certificate', OF_INSPECTIONS],
])('each next step of %s is a choice, and the other way round', (_, machine, steps) => {
  const choices = statesOf(definitionOf(`statemachines/${machine}.asl.json`)).flatMap(({ Choices = [] }) => Choices);
  const compared = choices.flatMap(({ Condition }) =>
    [...Condition.matchAll(/\.next = '([^']*)'/g)].map(([, step]) => step),
  );
  expect(compared.toSorted()).toEqual([...steps].toSorted());
});

test('no threshold, date or ARN stands in a definition', () => {
  for (const file of definitionFiles) {
    const texts = definitionText(file).match(/\{%.*?%\}/gs) ?? [];
    for (const text of texts) expect(text).not.toMatch(/\d{2,}|arn:|\$toMillis|\$now/);
  }
});
