import { ACM_ROLE_NAME, ACM_ROLE_PATH, ACM_ROLE_TRUST } from '../acm/service-linked-role.ts';
import { type Roles, rolesAt } from './roles.ts';
import { type Asker, post, query, scopedHeader } from './asking.ts';

/** The rest of AWS as the emulator needs it: the role ACM works with, the event bus, and who belongs together. */
export interface Cloud {
  createAcmServiceRole(account: string, region: string): Promise<void>;
  hasAcmServiceRole(account: string, region: string): Promise<boolean>;
  readonly roles: Roles;
  putEvents(account: string, region: string, entries: readonly object[]): Promise<void>;
  /** @returns undefined: the account is in no organisation */
  organizationOf(account: string, region: string): Promise<string | undefined>;
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

/** A cloud behind one endpoint that takes unsigned-but-scoped requests, as MiniStack and LocalStack do. */
export function cloudAt(endpoint: string): Cloud {
  return {
    roles: rolesAt(endpoint),
    async createAcmServiceRole(account, region) {
      // An existing role is an error we expect.
      await query(endpoint, ACM_SERVICE_ROLE, { accessKeyId: account, region, service: 'iam' });
    },
    async hasAcmServiceRole(account, region) {
      const form = { Action: 'GetRole', Version: '2010-05-08', RoleName: ACM_ROLE_NAME };
      const text = await query(endpoint, form, { accessKeyId: account, region, service: 'iam' });
      if (text.includes('<Role>')) return true;
      if (text.includes('NoSuchEntity')) return false;
      throw new Error(`GetRole: ${text}`);
    },
    async putEvents(account, region, entries) {
      const asker = { accessKeyId: account, region, service: 'events' };
      const { ok, answer } = await jsonCall(endpoint, 'AWSEvents.PutEvents', { Entries: entries }, asker);
      if (!ok || answer['FailedEntryCount']) throw new Error(`PutEvents: ${JSON.stringify(answer)}`);
    },
    async organizationOf(account, region) {
      const asker = { accessKeyId: account, region, service: 'organizations' };
      const { answer } = await jsonCall(endpoint, 'AWSOrganizationsV20161128.DescribeOrganization', {}, asker);
      return (answer['Organization'] as { readonly Id?: string } | undefined)?.Id;
    },
  };
}

/** One call of the JSON protocol. */
async function jsonCall(endpoint: string, target: string, body: object, asker: Asker) {
  const response = await post(endpoint, JSON.stringify(body), {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': target,
    authorization: scopedHeader(asker),
  });
  return { ok: response.ok, answer: (await response.json()) as Readonly<Record<string, unknown>> };
}
