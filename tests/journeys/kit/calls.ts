import type { Guard } from './guard.ts';

interface Call {
  readonly accessKeyId: string;
  readonly resource?: string;
  readonly time: string;
}

/** What RenewGuard's functions, and nobody else, called with success: other callers' keys are the account itself. */
export async function callsByFunctions(
  { emulatorUrl, account }: Guard,
  operation: string,
  resource: string,
): Promise<readonly Call[]> {
  const query = new URLSearchParams({ operation, account, outcome: 'OK' });
  const response = await fetch(`${emulatorUrl}/_emulator/calls?${query.toString()}`);
  const calls = (await response.json()) as readonly Call[];
  return calls.filter((call) => call.resource === resource && call.accessKeyId !== account);
}
