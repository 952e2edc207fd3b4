import type { AuthorityArn } from '../arn.ts';

/** The ARN is well formed, but no such CA exists there. */
export class AuthorityNotFound extends Error {
  override readonly name = 'AuthorityNotFound';

  constructor({ arn, account, region }: AuthorityArn) {
    super(
      `certificateAuthorityArn: account ${account} has no certificate authority ${arn} in ${region}; check the ARN`,
    );
  }
}
