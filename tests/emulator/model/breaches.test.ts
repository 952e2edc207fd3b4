import { type Bench, freshAccount, startBench } from '../kit/emulator.ts';
import { ask } from './asking.ts';
import { type Breach, breachesOf } from './breaches.ts';
import { modelOf, operationOf, type ServiceName } from './botocore.ts';
import { OWN_ERRORS } from './deviations.ts';
import type { Json } from './protocol.ts';
import { SCENARIOS } from './scenarios.ts';
import { type Success, Walk } from './walk.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

/** What a request cannot say: a missing part of the path, another JSON type in it, a member of a body that is not there. */
function sayable({ service, operation }: Success, { rule, location, input }: Breach): boolean {
  const bodiless = operationOf(service, operation).http.method === 'GET';
  if (rule === 'unknown') return !bodiless;
  if (location === 'uri') return rule !== 'required' && rule !== 'type' && !Object.values(input as Json).includes('');
  return location === undefined || rule !== 'type';
}

const ERRORS: Readonly<Partial<Record<Breach['rule'], readonly string[]>>> = {
  type: ['SerializationException', 'ValidationException'],
};

/** The errors that tell a breach. */
function expected({ rule, pattern }: Breach): readonly string[] {
  const own = OWN_ERRORS.filter((each) => rule === 'pattern' && pattern !== undefined && each.pattern.test(pattern));
  return [...(ERRORS[rule] ?? ['ValidationException']), ...own.map(({ error }) => error)];
}

/** Does the message name the member, or one around it that is refused as a whole? */
function isNamed({ path }: Breach, error: string, message: string): boolean {
  const refused = message.startsWith('The emulator does not support ');
  const named = (member: string) => message.toLowerCase().includes(member.toLowerCase());
  return error === 'InvalidArnException' || (refused ? path.some(named) : named(path.at(-1) ?? ''));
}

/** What is wrong with how a breach was answered; undefined: nothing. */
async function unanswered(walk: Walk, { service, operation }: Success, breach: Breach): Promise<string | undefined> {
  const what = `${operation} ${breach.path.join('.')} (${breach.rule})`;
  try {
    const { error, message } = await ask(
      { url: bench.url, account: walk.account },
      service,
      operation,
      breach.input as Json,
    );
    if (error === undefined) return `${what}: was accepted`;
    if (!expected(breach).includes(error)) return `${what}: ${error}: ${message}`;
    return isNamed(breach, error, message) ? undefined : `${what}: not named in: ${message}`;
  } catch (error) {
    return `${what}: ${String(error).slice(0, 300)}`;
  }
}

/** The breaches of all inputs that succeeded, each kind in each place once. */
function breaches(successes: readonly Success[]): (readonly [Success, Breach])[] {
  const found = new Map<string, readonly [Success, Breach]>();
  for (const success of successes) {
    const { input } = operationOf(success.service, success.operation);
    if (!input) continue;
    for (const breach of breachesOf(modelOf(success.service), input.shape, success.input)) {
      const key = `${success.operation} ${breach.path.join('.')} ${breach.rule}`;
      if (sayable(success, breach)) found.set(key, [success, breach]);
    }
  }
  return [...found.values()];
}

describe.each(Object.entries(SCENARIOS))('%s', (service, scenario) => {
  const name = service as ServiceName;

  test('refuses every single breach of a required member, a length, a range, a pattern, an enumeration or a type, and names it', async () => {
    const walk = new Walk(bench, freshAccount());
    await scenario(walk);
    const wrong: string[] = [];
    const all = breaches(walk.successes.filter((each) => each.service === name));
    for (const [success, breach] of all) {
      const complaint = await unanswered(walk, success, breach);
      if (complaint !== undefined) wrong.push(complaint);
    }
    expect(all.length).toBeGreaterThan(100);
    expect(wrong).toEqual([]);
  });
});
