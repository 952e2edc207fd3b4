/** A role of an account, as far as the emulator keeps roles itself. */
export interface Role {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly createdAt: Date;
  readonly description: string | undefined;
  readonly maxSessionDuration: number;
  trustPolicy: string;
  /** Documents of inline policies, by name. */
  readonly policies: Map<string, string>;
}

/** The roles of all accounts, by account and lower-case name: IAM is global. */
export type AccountRoles = Map<string, Map<string, Role>>;

/** Names are compared without regard to case (IAM user guide, "IAM and STS quotas"). */
export const roleIn = (roles: AccountRoles, account: string, name: string): Role | undefined =>
  roles.get(account)?.get(name.toLowerCase());
