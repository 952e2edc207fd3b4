import { AwsUnavailable, errorName, inOwnAccount } from './errors.ts';

/** How the refusals of a service become ours: by the error's name. */
export type Refusals = Readonly<Record<string, new (message: string) => Error>>;

/** A command of any client: they come in generations with types of their own. */
interface Command {
  readonly middlewareStack: object;
}

type Handler = (input: unknown) => Promise<unknown>;

interface Stack {
  add(eachTry: (next: Handler) => Handler, options: { step: 'deserialize'; priority: 'high' }): void;
}

/**
 * Sends a command in the own account: what the service refuses becomes the refusal that stands for its name, with the service's
 * own reason; anything else becomes what inOwnAccount makes of it.
 * @param what begins the message: what is acted on
 * @throws AwsUnavailable as well where the refusal came after a try whose answer was lost: that try may have been carried out
 */
export async function refusing<C extends Command, T>(
  operation: string,
  what: string,
  refusals: Refusals,
  command: C,
  send: (command: C) => Promise<T>,
): Promise<T> {
  const lost = countLostAnswers(command);
  const outcome = await inOwnAccount(operation, () => send(command).then(done, refused));
  if ('value' in outcome) return outcome.value;
  const message = `${what}: ${operation} was refused: ${outcome.reason}`;
  throw lost.count > 0 ? new AwsUnavailable(`${message}, after a try whose answer was lost`) : new outcome.By(message);

  function refused(error: unknown): { readonly By: new (message: string) => Error; readonly reason: string } {
    const name = errorName(error) ?? '';
    const By = Object.hasOwn(refusals, name) ? refusals[name] : undefined;
    if (By === undefined) throw error;
    return { By, reason: `${name}: ${(error as Error).message}`.slice(0, 500) };
  }
}

const done = <T>(value: T): { readonly value: T } => ({ value });

/** The SDK tries again by itself, and tells of the last try only. */
function countLostAnswers({ middlewareStack }: Command): { readonly count: number } {
  const lost = { count: 0 };
  const eachTry = (next: Handler) => (input: unknown) =>
    next(input).catch((error: unknown) => {
      if (!wasAnswered(error)) lost.count += 1;
      throw error;
    });
  (middlewareStack as Stack).add(eachTry, { step: 'deserialize', priority: 'high' });
  return lost;
}

/** With a status that says that nothing was done. */
function wasAnswered(error: unknown): boolean {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0;
  return status >= 400 && status < 500;
}
