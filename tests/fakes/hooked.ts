/** Called before and after each call of a fake: what it throws after a call is a reply that was lost. */
export type Hook = (call: string, phase: 'before' | 'after') => void;

/** What fakes of services have in common: their calls are counted, take a turn as over the network, and can be cut off. */
export abstract class Hooked {
  /** Every call by the port's and the method's name, `vault.keep`. */
  readonly calls: string[] = [];
  hook: Hook | undefined;

  callsOf(call: string): number {
    return this.calls.filter((each) => each === call).length;
  }

  protected async called<T>(call: string, act: () => T | Promise<T>): Promise<T> {
    this.calls.push(call);
    this.hook?.(call, 'before');
    await new Promise((resolve) => setImmediate(resolve));
    const value = await act();
    this.hook?.(call, 'after');
    return value;
  }
}

/** An invocation that ended in the middle of a call. */
export class Killed extends Error {}

/**
 * Has one call to any of some fakes, counted together from 1, end the invocation that makes it; those after it go on.
 * @returns tells whether there were so many
 */
export function killAt(parts: readonly Hooked[], at: number, phase: 'before' | 'after'): () => boolean {
  let calls = 0;
  for (const part of parts)
    part.hook = (_, when) => {
      if (when === phase && (calls += 1) === at) throw new Killed();
    };
  return () => calls >= at;
}
