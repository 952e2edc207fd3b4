import { Accounts, type AccountAccess } from '../../core/aws/accounts.ts';
import type { CallPace } from '../../core/aws/call-pace.ts';
import { PAYMENTS, PKI, WEB } from '../builders/accounts.ts';
import { output, type StubAws } from '../fakes/stub-aws.ts';

export const REGION = 'eu-west-1';

/** The time of these tests' sessions. */
export const NOON = Date.parse('2026-11-22T12:00:00Z');

/** Opens accounts as the functions do, from the hub account. */
export const accountsFrom = (different: Partial<AccountAccess> = {}, now = () => NOON, pace?: CallPace): Accounts =>
  new Accounts(
    {
      hubAccount: PKI,
      memberAccounts: [PAYMENTS, WEB],
      region: REGION,
      partition: 'aws',
      memberRoleName: 'RenewGuardRead',
      externalId: 'x-1',
      ...different,
    },
    ['acm:DescribeCertificate'],
    now,
    pace === undefined ? {} : { pace },
  );

/** Lets every role be assumed; the session's access key is `MEMBER`. */
export const letAssume = (stub: StubAws, minutes = 60): void =>
  stub.on(
    'AssumeRole',
    output({
      Credentials: {
        AccessKeyId: 'MEMBER',
        SecretAccessKey: 'nobody-checks-it',
        SessionToken: 'token',
        Expiration: new Date(NOON + minutes * 60_000).toISOString(),
      },
    }),
  );
