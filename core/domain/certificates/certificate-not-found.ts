/** The ARN is well formed, but no such certificate exists there. */
export class CertificateNotFound extends Error {
  override readonly name = 'CertificateNotFound';

  constructor({ arn, account, region }: { readonly arn: string; readonly account: string; readonly region: string }) {
    super(`certificateArn: account ${account} has no certificate ${arn} in ${region}; check the ARN`);
  }
}
