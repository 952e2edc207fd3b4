import { ACM_ROLE_NAME, ACM_ROLE_PATH, ACM_ROLE_TRUST } from '../acm/service-linked-role.ts';
import { ServiceError } from '../errors.ts';

/** The rest of AWS as the emulator needs it: whose key it is, the role ACM works with, and the event bus. */
export interface Cloud {
  accountOfKey(accessKeyId: string, region: string): Promise<string | undefined>;
  createAcmServiceRole(account: string, region: string): Promise<void>;
  hasAcmServiceRole(account: string, region: string): Promise<boolean>;
  putEvents(account: string, region: string, entries: readonly object[]): Promise<void>;
}

/**
 * ACM's service-linked role (service-facts 1.6). MiniStack derives a service-linked role's name from the service's, which
 * is wrong for ACM's, so it is made as a plain role of the right name and path.
 */
const ACM_SERVICE_ROLE = {
  Action: 'CreateRole',
  Version: '2010-05-08',
  RoleName: ACM_ROLE_NAME,
  Path: ACM_ROLE_PATH,
  AssumeRolePolicyDocument: ACM_ROLE_TRUST,
};

/** Who asks whose key it is: not the key's own role, which need not be allowed to. */
const ASKER = '000000000000';

const TIMEOUT_MILLISECONDS = 5000;

/** A cloud behind one endpoint that takes unsigned-but-scoped requests, as MiniStack and LocalStack do. */
export function cloudAt(endpoint: string): Cloud {
  const knownKeys = new Map<string, string | undefined>();
  return {
    async accountOfKey(accessKeyId, region) {
      if (!knownKeys.has(accessKeyId)) knownKeys.set(accessKeyId, await askForAccount(endpoint, accessKeyId, region));
      return knownKeys.get(accessKeyId);
    },
    async createAcmServiceRole(account, region) {
      await query(endpoint, ACM_SERVICE_ROLE, { account, region, service: 'iam' }); // An existing role is an error we expect.
    },
    async hasAcmServiceRole(account, region) {
      const form = { Action: 'GetRole', Version: '2010-05-08', RoleName: ACM_ROLE_NAME };
      const text = await (await query(endpoint, form, { account, region, service: 'iam' })).text();
      if (text.includes('<Role>')) return true;
      if (text.includes('NoSuchEntity')) return false;
      throw new Error(`GetRole: ${text}`);
    },
    async putEvents(account, region, entries) {
      const response = await post(endpoint, JSON.stringify({ Entries: entries }), {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSEvents.PutEvents',
        authorization: scopedHeader({ account, region, service: 'events' }),
      });
      const answer = (await response.json()) as { FailedEntryCount?: number };
      if (!response.ok || answer.FailedEntryCount) throw new Error(`PutEvents: ${JSON.stringify(answer)}`);
    },
  };
}

interface Scope {
  readonly account: string;
  readonly region: string;
  readonly service: string;
}

const scopedHeader = ({ account, region, service }: Scope): string =>
  `AWS4-HMAC-SHA256 Credential=${account}/20260101/${region}/${service}/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`;

const post = (endpoint: string, body: string, headers: Record<string, string>): Promise<Response> =>
  fetch(endpoint, { method: 'POST', body, headers, signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) });

const query = (endpoint: string, form: Record<string, string>, scope: Scope): Promise<Response> =>
  post(endpoint, new URLSearchParams(form).toString(), {
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    authorization: scopedHeader(scope),
  });

/** @throws ServiceError UnrecognizedClientException when the cloud cannot be asked: guessing an account would mislead */
async function askForAccount(endpoint: string, accessKeyId: string, region: string): Promise<string | undefined> {
  const form = { Action: 'GetAccessKeyInfo', Version: '2011-06-15', AccessKeyId: accessKeyId };
  try {
    const response = await query(endpoint, form, { account: ASKER, region, service: 'sts' });
    const text = await response.text();
    return /<Account>(\d{12})<\/Account>/.exec(text)?.[1];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ServiceError(
      'UnrecognizedClientException',
      `The account of ${accessKeyId} could not be asked of ${endpoint}: ${why}`,
    );
  }
}
