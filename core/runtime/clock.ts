/** Tells the time. Deployed code asks nothing else for it: envelope and workflow times decide nothing. */
export interface Clock {
  now(): Promise<Date>;
}

/** Only a local clock is asked, on a machine that may be busy with a hundred thousand certificates. */
const PATIENCE_MILLISECONDS = 30_000;

/**
 * The system's clock, or the one at `endpoint`, which answers `{"now": "<ISO 8601>"}`.
 * @param endpoint the parameter ClockEndpoint: empty in the cloud, the emulator's movable clock in the local cloud
 */
export function clockAt(endpoint: string): Clock {
  return endpoint === '' ? { now: () => Promise.resolve(new Date()) } : { now: () => askClock(endpoint) };
}

async function askClock(endpoint: string): Promise<Date> {
  const response = await fetch(endpoint, { signal: AbortSignal.timeout(PATIENCE_MILLISECONDS) }).catch(
    (cause: unknown) => {
      throw new Error(`ClockEndpoint ${endpoint} does not answer: ${reasonOf(cause)}`, { cause });
    },
  );
  const answer: unknown = await response.json().catch(() => undefined); // garbage is refused below
  const told = typeof answer === 'object' && answer !== null && 'now' in answer ? answer.now : undefined;
  const now = new Date(typeof told === 'string' ? told : NaN);
  if (Number.isNaN(now.getTime())) throw new Error(`ClockEndpoint ${endpoint}: expected {"now": "<ISO 8601>"}`);
  return now;
}

/** The system's time in milliseconds, for what AWS ends by it: sessions of assumed roles. Nothing is decided by it. */
export const systemMilliseconds = (): number => Date.now();

/** `fetch` says only that it failed; its cause says why. */
const reasonOf = (error: unknown): string =>
  error instanceof Error ? String((error.cause as Error | undefined)?.message ?? error.message) : String(error);
