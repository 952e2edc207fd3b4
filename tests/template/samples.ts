import { readdirSync, readFileSync } from 'node:fs';
import { matchesPattern, type Pattern } from './event-pattern.ts';
import { rules } from './template.ts';

/** An event as it stands in events/. */
export interface Event {
  readonly source: string;
  readonly 'detail-type': string;
  readonly account: string;
  readonly resources: readonly string[];
  readonly detail: {
    readonly eventSource?: string;
    readonly eventName?: string;
    readonly eventTypeCode?: string;
    readonly stateMachineArn?: string;
  } & Readonly<Record<string, unknown>>;
}

/** `GuardAuthority` → the ARN that the deployed machine has. */
export const machineArn = (id: string): string =>
  `arn:aws:states:eu-west-1:111122223333:stateMachine:renewguard${id.replaceAll(/[A-Z]/g, '-$&').toLowerCase()}`;

export const read = (path: string): object => JSON.parse(readFileSync(path, 'utf8')) as object;

/** Every sample of an event, by the file's name. */
export const samples = readdirSync('events')
  .filter((file) => file.endsWith('.json'))
  .map((file): [string, Event] => [file, read(`events/${file}`) as Event]);

/** A pattern as it is deployed: conditions decided, references to machines filled in. */
function deployed(value: unknown, drills: boolean): unknown {
  if (Array.isArray(value)) return value.map((each) => deployed(each, drills));
  if (typeof value !== 'object' || value === null) return value;
  const [key, given] = Object.entries(value)[0] ?? [];
  if (key === 'Fn::If') return deployed((given as readonly unknown[])[drills ? 1 : 2], drills);
  if (key === 'Ref') return machineArn(given as string);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, deployed(each, drills)]));
}

/** The names of the rules that take an event. */
export const rulesFor = (event: object, drills = false): readonly string[] =>
  rules.filter(({ Pattern }) => matchesPattern(deployed(Pattern, drills) as Pattern, event)).map(({ name }) => name);

const ruleOf = (event: Event) => rules.find(({ name }) => rulesFor(event).includes(name));

/** The state machine or function that an event starts. */
export const targetOf = (event: Event): string | undefined => ruleOf(event)?.target;

/**
 * What the event's rule makes of it: within quotes a field that the event lacks becomes an empty text; anything but a text
 * stands unquoted, and has to be there.
 */
export function trimmed(event: Event): unknown {
  const { InputPathsMap = {}, InputTemplate = '' } = ruleOf(event)?.InputTransformer ?? {};
  const valueAt = (name: string): unknown =>
    (InputPathsMap[name] ?? '$.nothing')
      .split('.')
      .slice(1)
      .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], event);
  const filled = InputTemplate.replaceAll(/(")?<(\w+)>\1/g, (_, quote: string | undefined, name: string) => {
    const value = valueAt(name);
    if (quote === undefined && (value === undefined || typeof value === 'string'))
      throw new Error(`<${name}> stands unquoted and is no list or object.`);
    if (quote !== undefined && typeof (value ?? '') !== 'string') throw new Error(`<${name}> is quoted and no text.`);
    return quote === undefined ? JSON.stringify(value) : `"${(value as string | undefined) ?? ''}"`;
  });
  return JSON.parse(filled);
}
