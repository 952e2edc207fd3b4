import {
  DescribeCertificateAuthorityCommand,
  GetPolicyCommand,
  paginateListCertificateAuthorities,
  paginateListPermissions,
  type CertificateAuthority,
  type Permission,
} from '@aws-sdk/client-acm-pca';
import type { AccountId, AuthorityArn } from '../domain/arn.ts';
import type { AuthorityDescription, AuthorityStatus, Grant } from '../domain/authorities/authority.ts';
import type { Fact } from '../domain/fact.ts';
import type { AuthorityDescriber, AuthorityLister, AuthorityReader } from '../gathering/ports.ts';
import type { AccountReader } from './accounts.ts';
import type { ReadingClients } from './clients.ts';
import { unlessNotThere } from './errors.ts';
import { complete, nextToken } from './pages.ts';

/** AWS Private CA, read with the rights of each CA's owner. */
export class Authorities implements AuthorityReader, AuthorityLister, AuthorityDescriber {
  readonly #accounts: AccountReader;
  readonly #region: string;

  /** @param region where authorities are listed */
  constructor(accounts: AccountReader, region: string) {
    this.#accounts = accounts;
    this.#region = region;
  }

  describe(authority: AuthorityArn): Promise<Fact<AuthorityDescription | undefined>> {
    return this.#ask(authority, 'acm-pca:DescribeCertificateAuthority', ({ pca }) =>
      unlessNotThere(async () => {
        const answer = await pca.send(
          new DescribeCertificateAuthorityCommand({ CertificateAuthorityArn: authority.arn }),
        );
        return answer.CertificateAuthority && describe(answer.CertificateAuthority);
      }),
    );
  }

  grants(authority: AuthorityArn): Promise<Fact<readonly Grant[]>> {
    return this.#ask(authority, 'acm-pca:ListPermissions', async ({ pca: client }) => {
      const grants: Grant[] = [];
      const pages = complete(
        paginateListPermissions({ client }, { CertificateAuthorityArn: authority.arn }),
        nextToken,
      );
      const list = async (): Promise<void> => {
        for await (const { Permissions } of pages) grants.push(...(Permissions ?? []).map(grant));
      };
      await unlessNotThere(list);
      return grants;
    });
  }

  policy(authority: AuthorityArn): Promise<Fact<string | undefined>> {
    return this.#ask(authority, 'acm-pca:GetPolicy', ({ pca }) =>
      unlessNotThere(async () => (await pca.send(new GetPolicyCommand({ ResourceArn: authority.arn }))).Policy),
    );
  }

  ownedBy(account: AccountId): Promise<Fact<readonly string[]>> {
    return this.#list(account, 'SELF');
  }

  sharedWith(account: AccountId): Promise<Fact<readonly string[]>> {
    return this.#list(account, 'OTHER_ACCOUNTS');
  }

  async authoritiesIn(account: AccountId, region: string): Promise<Fact<ReadonlyMap<string, AuthorityDescription>>> {
    return this.#accounts.read(account, region, 'acm-pca:ListCertificateAuthorities', async ({ pca: client }) => {
      const found = new Map<string, AuthorityDescription>();
      const pages = complete(paginateListCertificateAuthorities({ client }, { MaxResults: 1000 }), nextToken);
      for await (const { CertificateAuthorities = [] } of pages)
        for (const each of CertificateAuthorities) if (each.Arn !== undefined) found.set(each.Arn, describe(each));
      return found;
    });
  }

  #list(account: AccountId, ResourceOwner: 'SELF' | 'OTHER_ACCOUNTS'): Promise<Fact<readonly string[]>> {
    return this.#accounts.read(account, this.#region, 'acm-pca:ListCertificateAuthorities', async ({ pca: client }) => {
      const arns = new Set<string>();
      const pages = complete(paginateListCertificateAuthorities({ client }, { ResourceOwner }), nextToken);
      for await (const { CertificateAuthorities } of pages) {
        for (const { Arn, Status } of CertificateAuthorities ?? [])
          if (Arn !== undefined && Status !== 'DELETED') arns.add(Arn);
      }
      return [...arns];
    });
  }

  #ask<T>(
    { account, region }: AuthorityArn,
    operation: string,
    ask: (clients: ReadingClients) => Promise<T>,
  ): Promise<Fact<T>> {
    return this.#accounts.read(account, region, operation, ask);
  }
}

function describe(authority: CertificateAuthority): AuthorityDescription {
  const { CertificateAuthorityConfiguration: configuration, UsageMode, NotAfter, RestorableUntil } = authority;
  return {
    status: authority.Status as AuthorityStatus,
    usageMode: UsageMode === 'SHORT_LIVED_CERTIFICATE' ? UsageMode : 'GENERAL_PURPOSE',
    ...(configuration?.Subject?.CommonName === undefined ? {} : { commonName: configuration.Subject.CommonName }),
    ...(configuration?.KeyAlgorithm === undefined ? {} : { keyAlgorithm: configuration.KeyAlgorithm }),
    ...(NotAfter === undefined ? {} : { notAfter: NotAfter.toISOString() }),
    ...(RestorableUntil === undefined ? {} : { restorableUntil: RestorableUntil.toISOString() }),
  };
}

const grant = ({ Principal, Actions, SourceAccount }: Permission): Grant => ({
  principal: Principal ?? '',
  actions: Actions ?? [],
  ...(SourceAccount === undefined ? {} : { sourceAccount: SourceAccount }),
});
