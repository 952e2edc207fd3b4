import { readdirSync, readFileSync } from 'node:fs';

type Assign = Readonly<Record<string, unknown>>;

/** A state of an ASL file, as far as the tests look at it. */
export interface State {
  readonly Type: string;
  readonly Resource?: string;
  /** Where the machine is in another language. */
  readonly QueryLanguage?: string;
  /** A Distributed Map reads its items from the bucket. */
  readonly ItemReader?: object;
  readonly Arguments?: { readonly FunctionName?: string; readonly StateMachineArn?: string };
  readonly Next?: string;
  readonly Default?: string;
  readonly Assign?: Assign;
  readonly Choices?: readonly { readonly Condition: string; readonly Next: string; readonly Assign?: Assign }[];
  readonly TimeoutSeconds?: number;
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly MaxAttempts: number }[];
  readonly Catch?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly Next: string;
    readonly Assign?: Assign;
  }[];
  readonly ItemProcessor?: Definition;
  readonly Output?: unknown;
  readonly Error?: string;
}

/** A machine, or what a Map runs for each item. */
export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
  readonly QueryLanguage?: string;
  readonly TimeoutSeconds?: number;
}

/** A state with its name, and the States block it stands in. */
export interface Placed extends State {
  readonly name: string;
  readonly block: Definition;
}

const FOLDER = 'statemachines';

/** Every ASL file by its path. */
export const definitionFiles = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.asl.json'))
  .map((file) => `${FOLDER}/${file}`);

export const definitionText = (file: string): string => readFileSync(file, 'utf8');

export const definitionOf = (file: string): Definition => JSON.parse(definitionText(file)) as Definition;

/** The States blocks of a definition: its own and those of its Maps. */
export const blocksOf = (definition: Definition): readonly Definition[] => [
  definition,
  ...Object.values(definition.States).flatMap(({ ItemProcessor }) => (ItemProcessor ? blocksOf(ItemProcessor) : [])),
];

/** Every state of a definition, those inside its Maps among them. */
export const statesOf = (definition: Definition): readonly Placed[] =>
  blocksOf(definition).flatMap((block) =>
    Object.entries(block.States).map(([name, state]) => ({ ...state, name, block })),
  );

export const tasksOf = (definition: Definition): readonly Placed[] =>
  statesOf(definition).filter(({ Type }) => Type === 'Task');

/** The function a task calls: `${VerifyAuthorityFunctionArn}` → VerifyAuthority. */
export const functionOf = ({ Arguments }: State): string =>
  /^\$\{(\w+)FunctionArn\}$/.exec(Arguments?.FunctionName ?? '')?.[1] ?? 'no function';

/** The machine that a task starts: `${IssueAndDeliverArn}` → IssueAndDeliver. */
export const machineOf = ({ Arguments }: State): string =>
  /^\$\{(\w+)Arn\}$/.exec(Arguments?.StateMachineArn ?? '')?.[1] ?? 'no machine';

/** The variables that the states of a block assign, those inside its Maps left out. */
export const variablesOf = ({ States }: Definition): readonly string[] => {
  const assigning = Object.values(States).flatMap(({ Assign, Choices = [], Catch = [] }) => [
    { Assign },
    ...Choices,
    ...Catch,
  ]);
  return [...new Set(assigning.flatMap(({ Assign = {} }) => Object.keys(Assign)))];
};

/** Where an execution can go from a state. */
export const nextOf = (state: State): readonly string[] =>
  [state.Next, state.Default, ...(state.Choices ?? []).map(({ Next }) => Next)].filter((next) => next !== undefined);
