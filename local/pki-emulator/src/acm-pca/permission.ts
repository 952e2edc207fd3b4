/** A grant to the ACM service principal: one per principal and source account, never widened, only replaced. */
export interface Permission {
  readonly principal: string;
  readonly sourceAccount: string | undefined;
  readonly actions: readonly PermittedAction[];
  readonly createdAt: Date;
  readonly sequence: number;
}

export const PERMITTED_ACTIONS = ['IssueCertificate', 'GetCertificate', 'ListPermissions'] as const;

export type PermittedAction = (typeof PERMITTED_ACTIONS)[number];

export const ACM_PRINCIPAL = 'acm.amazonaws.com';

export const isFor = (permission: Permission, principal: string, sourceAccount: string | undefined): boolean =>
  permission.principal === principal && permission.sourceAccount === sourceAccount;
