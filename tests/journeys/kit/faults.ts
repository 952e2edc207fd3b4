/** Calls that the emulator is to refuse, in one region only: other journeys are in others. */
export interface Fault {
  readonly service: 'acm' | 'acm-pca';
  readonly operation: string;
  readonly error: string;
  readonly status: number;
  readonly region: string;
  readonly account?: string;
  /** How many calls fail; absent: all until the faults end. */
  readonly count?: number;
  /** The call's work is done all the same: only its answer is lost. */
  readonly after?: true;
}

export async function inject(emulatorUrl: string, faults: readonly Fault[]): Promise<void> {
  for (const fault of faults) {
    const response = await fetch(`${emulatorUrl}/_emulator/faults`, { method: 'POST', body: JSON.stringify(fault) });
    if (!response.ok) throw new Error(await response.text());
  }
}

/** Ends every fault of the cloud: only one file of journeys may have any. */
export const endFaults = (emulatorUrl: string): Promise<unknown> =>
  fetch(`${emulatorUrl}/_emulator/faults`, { method: 'DELETE' });

/** Whether the emulator refuses calls that are one too many a second: only for an emulator of one's own. */
export async function countCalls(emulatorUrl: string, enabled: boolean): Promise<void> {
  const response = await fetch(`${emulatorUrl}/_emulator/quotas`, {
    method: 'POST',
    body: JSON.stringify({ enabled }),
  });
  if (!response.ok) throw new Error(await response.text());
}
