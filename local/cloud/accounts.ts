import { secretAccessKey } from './environment.ts';

/** The organisation of the local cloud; the first account holds the authorities and RenewGuard itself. */
export const accounts = { pki: '111122223333', payments: '444455556666', web: '777788889999' } as const;

export const hub = accounts.pki;
export const members = [accounts.payments, accounts.web] as const;
export const region = 'eu-central-1';

/** What an SDK client needs to work as an account of the local cloud: its access key id is the account. */
export interface ClientSettings {
  region: string;
  endpoint: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
}

/** Settings of SDK clients that act as `account`. */
export function clientSettings(endpoint: string, account: string): ClientSettings {
  return { region, endpoint, credentials: { accessKeyId: account, secretAccessKey } };
}
