import { ServiceError } from '../errors.ts';
import { elementIn, messageOf, query, refusalIn } from './asking.ts';

/** Whom STS takes the owner of a key for. */
export interface StsIdentity {
  readonly arn: string;
  readonly userId: string;
  readonly account: string;
}

/** STS of the rest of AWS: whose key it is. */
export interface Sts {
  readonly endpoint: string;
  /** @throws ServiceError UnrecognizedClientException when STS cannot be asked */
  accountOfKey(accessKeyId: string, region: string): Promise<string | undefined>;
  /** Asks anew each time, so that an ended session is seen. @throws ServiceError when STS does not tell */
  identityOfKey(accessKeyId: string, region: string): Promise<StsIdentity>;
}

/** Who asks whose key it is: not the key's own role, which need not be allowed to. */
const ASKER = '000000000000';

const VERSION = '2011-06-15';

/** STS at an endpoint that does not verify the signatures of temporary keys, as MiniStack without AUTH. */
export function stsAt(endpoint: string): Sts {
  const knownKeys = new Map<string, string | undefined>();
  return {
    endpoint,
    async accountOfKey(accessKeyId, region) {
      if (!knownKeys.has(accessKeyId)) knownKeys.set(accessKeyId, await askForAccount(endpoint, accessKeyId, region));
      return knownKeys.get(accessKeyId);
    },
    identityOfKey: (accessKeyId, region) => askForIdentity(endpoint, accessKeyId, region),
  };
}

/** Guessing an account where STS cannot be asked would mislead. */
async function askForAccount(endpoint: string, accessKeyId: string, region: string): Promise<string | undefined> {
  const form = { Action: 'GetAccessKeyInfo', Version: VERSION, AccessKeyId: accessKeyId };
  try {
    const account = elementIn(await query(endpoint, form, { accessKeyId: ASKER, region, service: 'sts' }), 'Account');
    return account !== undefined && /^\d{12}$/.test(account) ? account : undefined;
  } catch (error) {
    throw new ServiceError(
      'UnrecognizedClientException',
      `The account of ${accessKeyId} could not be asked of ${endpoint}: ${messageOf(error)}`,
    );
  }
}

async function askForIdentity(endpoint: string, accessKeyId: string, region: string): Promise<StsIdentity> {
  const form = { Action: 'GetCallerIdentity', Version: VERSION };
  const text = await query(endpoint, form, { accessKeyId, region, service: 'sts' }).catch((error: unknown) => {
    throw untold(accessKeyId, endpoint, messageOf(error));
  });
  const [arn, userId, account] = [elementIn(text, 'Arn'), elementIn(text, 'UserId'), elementIn(text, 'Account')];
  if (arn !== undefined && userId !== undefined && account !== undefined) return { arn, userId, account };
  if (elementIn(text, 'Code') === 'ExpiredToken') {
    throw new ServiceError('ExpiredTokenException', 'The security token included in the request is expired');
  }
  throw untold(accessKeyId, endpoint, refusalIn(text));
}

const untold = (accessKeyId: string, endpoint: string, why: string): ServiceError =>
  new ServiceError('ServiceUnavailable', `Who ${accessKeyId} is could not be asked of STS at ${endpoint}: ${why}`, 503);
