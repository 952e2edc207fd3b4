import type { Guard } from './guard.ts';

/** Whether the emulator's events reach the bus from now on: only for an emulator of one's own. */
export async function deliverEvents({ emulatorUrl }: Guard, mode: 'every' | 'none'): Promise<void> {
  const body = JSON.stringify({ mode });
  const response = await fetch(`${emulatorUrl}/_emulator/deliveries`, { method: 'POST', body });
  if (!response.ok) throw new Error(await response.text());
}
