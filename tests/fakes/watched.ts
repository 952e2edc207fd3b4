/** Called around each call of a port: what it throws before is a call that was never made, what it throws after a lost reply. */
export type Cut = (call: string, phase: 'before' | 'after') => void | Promise<void>;

type Member = (...args: never[]) => Promise<unknown>;

/** The same port, with something around each of its calls. @param name the port's: its calls are told as `vault.keepVersion` */
export function watched<Port extends object>(name: string, port: Port, around: Cut): Port {
  return new Proxy(port, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key, target);
      if (typeof member !== 'function' || typeof key !== 'string') return member;
      const call = `${name}.${key}`;
      return async (...args: never[]): Promise<unknown> => {
        await around(call, 'before');
        const answer = await (member as Member).apply(target, args);
        await around(call, 'after');
        return answer;
      };
    },
  });
}
