/** The form of acm-pca resource policies: Allow statements on one CA (user guide, "Resource-based policies"). */
export interface Statement {
  readonly actions: readonly string[];
  /** Account ids, or `*`. */
  readonly principals: readonly string[];
  /** Set on statements that allow IssueCertificate: only with these templates. */
  readonly templateArns: readonly string[] | undefined;
  readonly organizationIds: readonly string[] | undefined;
  readonly excludedAccounts: readonly string[] | undefined;
}

/** What somebody asks to do with a CA that is another account's. */
export interface Access {
  readonly account: string;
  readonly action: string;
  readonly templateArn?: string | undefined;
}

/**
 * Does one of the statements allow it? Every account counts as a member of every organisation: which accounts are is
 * AWS Organizations' knowledge, not a CA's.
 */
export const allows = (statements: readonly Statement[], access: Access): boolean =>
  statements.some(
    (statement) =>
      statement.actions.includes(access.action) &&
      (statement.principals.includes(access.account) || statement.principals.includes('*')) &&
      !statement.excludedAccounts?.includes(access.account) &&
      (statement.templateArns === undefined ||
        (access.templateArn !== undefined && statement.templateArns.includes(access.templateArn))),
  );
