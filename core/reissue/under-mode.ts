import { ModeForbids } from '../domain/reissue/mode.ts';
import type { ModeReader } from './ports.ts';

type Act = (...args: never[]) => Promise<unknown>;

/**
 * The same port, of which the side effects happen only while the mode is `act`: it is read immediately before each of them, so
 * that flipping it stops whatever has not been done yet.
 * @param acts the members that are side effects, with what they do, for people
 * @throws ModeForbids by those members
 */
export function underMode<Port extends object, Name extends keyof Port>(
  modes: ModeReader,
  port: Port,
  acts: Readonly<Record<Name, string>>,
): Port {
  const acting = Object.entries(acts).map(([name, act]) => {
    const member = port[name as Name] as Act;
    const guarded = async (...args: never[]): Promise<unknown> => {
      const record = await modes.mode();
      if (record.mode !== 'act') throw new ModeForbids(record, String(act));
      return member.apply(port, args);
    };
    return [name, guarded] as const;
  });
  const guards = new Map<PropertyKey, unknown>(acting);
  return new Proxy(port, {
    get: (target, name) => {
      if (guards.has(name)) return guards.get(name);
      const member: unknown = Reflect.get(target, name, target);
      // Adapters keep their clients in private fields, which a proxy does not have.
      return typeof member === 'function' ? (member as Act).bind(target as never) : member;
    },
  });
}
