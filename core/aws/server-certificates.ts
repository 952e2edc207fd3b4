import { paginateListServerCertificates, type ServerCertificateMetadata } from '@aws-sdk/client-iam';
import type { AccountId } from '../domain/arn.ts';
import { known, type Fact } from '../domain/fact.ts';
import { NO_REGION } from '../domain/inventory/certificate-record.ts';
import type { FoundCertificate } from '../sweep/ports.ts';
import type { AccountReader } from './accounts.ts';
import { complete } from './pages.ts';

/** The certificates that were uploaded to IAM. What uses them, IAM does not tell. */
export class ServerCertificates {
  readonly #accounts: AccountReader;
  readonly #region: string;

  /** @param region from where IAM is asked: it has none of its own */
  constructor(accounts: AccountReader, region: string) {
    this.#accounts = accounts;
    this.#region = region;
  }

  /** As they are listed: each one's text, and so its names and its serial number, would take a call of its own. */
  serverCertificates(account: AccountId): Promise<Fact<readonly FoundCertificate[]>> {
    return this.#accounts.read(account, this.#region, 'iam:ListServerCertificates', async ({ iam: client }) => {
      const found = new Map<string, FoundCertificate>();
      const pages = complete(paginateListServerCertificates({ client }, {}), ({ IsTruncated, Marker }) =>
        IsTruncated === true ? Marker : undefined,
      );
      for await (const { ServerCertificateMetadataList = [] } of pages)
        for (const each of ServerCertificateMetadataList)
          if (each.Arn !== undefined) found.set(each.Arn, asFound(each.Arn, account, each));
      return [...found.values()];
    });
  }
}

const asFound = (
  arn: string,
  account: AccountId,
  { ServerCertificateName: name, UploadDate, Expiration }: ServerCertificateMetadata,
): FoundCertificate => ({
  certificate: {
    arn,
    account,
    region: NO_REGION,
    kind: 'server',
    status: 'ISSUED',
    ...(UploadDate === undefined ? {} : { createdAt: UploadDate.toISOString() }),
    ...(Expiration === undefined ? {} : { notAfter: Expiration.toISOString() }),
    inUse: false,
    renewal: known(undefined),
  },
  names: name === undefined ? [] : [name],
});
