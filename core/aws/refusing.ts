import { AwsUnavailable, errorName, inOwnAccount } from './errors.ts';

/** How the refusals of a service become ours: by the error's name. */
export type Refusals = Readonly<Record<string, new (message: string) => Error>>;

/**
 * Acts in the own account: what the service refuses becomes the refusal that stands for its name, with the service's own reason;
 * anything else becomes what inOwnAccount makes of it.
 * @param what begins the message: what is acted on
 * @throws AwsUnavailable as well where the refusal came after a try whose answer was lost: that try may have been carried out
 */
export async function refusing<T>(
  operation: string,
  what: string,
  refusals: Refusals,
  act: () => Promise<T>,
): Promise<T> {
  const outcome = await inOwnAccount(operation, () => act().then(done, (error: unknown) => refusal(error)));
  if ('value' in outcome) return outcome.value;
  const message = `${what}: ${operation} was refused: ${outcome.reason}`;
  throw outcome.tries > 1 ? new AwsUnavailable(`${message}, after a try without an answer`) : new outcome.By(message);

  function refusal(error: unknown): Refused {
    const By = Object.hasOwn(refusals, errorName(error) ?? '') ? refusals[errorName(error) ?? ''] : undefined;
    if (By === undefined) throw error;
    return { By, reason: `${(error as Error).name}: ${(error as Error).message}`.slice(0, 500), tries: triesOf(error) };
  }
}

interface Refused {
  readonly By: new (message: string) => Error;
  readonly reason: string;
  readonly tries: number;
}

const done = <T>(value: T): { readonly value: T } => ({ value });

/** How often the SDK tried. */
const triesOf = (error: unknown): number => (error as { $metadata?: { attempts?: number } }).$metadata?.attempts ?? 1;
