import { ACMClient } from '@aws-sdk/client-acm';
import { ACMPCAClient } from '@aws-sdk/client-acm-pca';
import { ActingAccounts } from '../../core/aws/acting-accounts.ts';
import { PKI } from '../builders/accounts.ts';
import type { Bench } from '../emulator/kit/emulator.ts';

/** Acts in an account of an emulator, with one try a call unless the client is given. */
export const accountOf = (bench: Bench, account: string): ActingAccounts =>
  new ActingAccounts(account, undefined, (region) => ({
    acm: bench.acm(account, region),
    pca: bench.pca(account, region),
  }));

/** The older client leaves a timer behind for each answer that was lost: jest would wait for its end. */
const HASTY = { requestHandler: { requestTimeout: 200, connectionTimeout: 200 }, maxAttempts: 4 };

/** Acts where the SDK is led to by the environment: the stub. */
export const stubbedAccount = (): ActingAccounts =>
  new ActingAccounts(PKI, undefined, (region) => ({
    acm: new ACMClient({ ...HASTY, region }),
    pca: new ACMPCAClient({ ...HASTY, region }),
  }));
