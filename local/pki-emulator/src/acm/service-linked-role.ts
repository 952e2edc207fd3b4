import { randomBytes } from 'node:crypto';

export const ACM_ROLE_NAME = 'AWSServiceRoleForCertificateManager';
export const ACM_ROLE_PATH = '/aws-service-role/acm.amazonaws.com/';

/** Who may assume it: ACM alone. */
export const ACM_ROLE_TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'acm.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

/** The role that ACM renews private certificates with. */
export interface ServiceLinkedRole {
  readonly id: string;
  readonly createdAt: Date;
}

/**
 * In which accounts ACM has its service-linked role. ACM creates it with an account's first private certificate; whoever
 * deletes it stops renewals until the next request makes it again (service-facts 1.6).
 */
export class ServiceLinkedRoles {
  readonly #roles: Map<string, ServiceLinkedRole>;

  constructor(roles: ReadonlyMap<string, ServiceLinkedRole> = new Map()) {
    this.#roles = new Map(roles);
  }

  /** By account. */
  entries(): ReadonlyMap<string, ServiceLinkedRole> {
    return this.#roles;
  }

  of(account: string): ServiceLinkedRole | undefined {
    return this.#roles.get(account);
  }

  /** Creates the role unless the account has it. */
  create(account: string, createdAt: Date): void {
    if (this.#roles.has(account)) return;
    this.#roles.set(account, { id: `AROA${randomBytes(9).toString('hex').slice(0, 17).toUpperCase()}`, createdAt });
  }

  remove(account: string): void {
    this.#roles.delete(account);
  }
}
