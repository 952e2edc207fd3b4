import { GetCertificateCommand, ListTagsForCertificateCommand } from '@aws-sdk/client-acm';
import {
  GetCertificateAuthorityCertificateCommand,
  GetCertificateCommand as GetIssuedCommand,
  paginateListTags,
  type Tag,
} from '@aws-sdk/client-acm-pca';
import pMap from 'p-map';
import type { AccountId, AuthorityArn, CertificateArn } from '../domain/arn.ts';
import type { AuthorityDescription, AuthorityStatus } from '../domain/authorities/authority.ts';
import { known, type Fact } from '../domain/fact.ts';
import type { AuthorityDescriber, AuthorityReader } from '../gathering/ports.ts';
import type { CertificatePem, ReissueReader } from '../reissue/ports.ts';
import type { AccountReader } from './accounts.ts';
import { errorName, unlessNotThere } from './errors.ts';
import { complete, nextToken } from './pages.ts';

type Tags = Readonly<Record<string, string>>;
type AuthoritiesToAsk = AuthorityDescriber & Pick<AuthorityReader, 'describe'>;

/** A CA in any other state has no certificate to give (service-facts 1.2). */
const WITH_CERTIFICATE: readonly AuthorityStatus[] = ['ACTIVE', 'DISABLED', 'EXPIRED'];

/** GetCertificateAuthorityCertificate may be called 20 times a second (service-facts 1.7). */
const AT_ONCE = 5;

/** Not there, not yet, or never to be: ACM says the last with a ValidationException. */
const NO_CERTIFICATE = ['ResourceNotFoundException', 'RequestInProgressException', 'ValidationException'];

/** What a reissue reads of certificates and CAs, with the rights of their account. */
export class AccountReissueReader implements ReissueReader {
  readonly #accounts: AccountReader;
  readonly #authorities: AuthoritiesToAsk;

  constructor(accounts: AccountReader, authorities: AuthoritiesToAsk) {
    this.#accounts = accounts;
    this.#authorities = authorities;
  }

  pemOf(certificate: CertificateArn): Promise<Fact<CertificatePem | undefined>> {
    const { arn, account, region } = certificate;
    if (certificate.service === 'acm')
      return this.#accounts.read(account, region, 'acm:GetCertificate', ({ acm }) =>
        certificateIn(acm.send(new GetCertificateCommand({ CertificateArn: arn }))),
      );
    const get = new GetIssuedCommand({ CertificateAuthorityArn: certificate.authorityArn, CertificateArn: arn });
    return this.#accounts.read(account, region, 'acm-pca:GetCertificate', ({ pca }) => certificateIn(pca.send(get)));
  }

  tagsOf({ arn, account, region }: CertificateArn): Promise<Fact<Tags>> {
    return this.#accounts.read(account, region, 'acm:ListTagsForCertificate', async ({ acm }) => {
      const list = new ListTagsForCertificateCommand({ CertificateArn: arn });
      return tagsIn((await unlessNotThere(() => acm.send(list)))?.Tags);
    });
  }

  tagsOfAuthority({ arn, account, region }: AuthorityArn): Promise<Fact<Tags>> {
    return this.#accounts.read(account, region, 'acm-pca:ListTags', async ({ pca: client }) => {
      const tags: Tag[] = [];
      const pages = complete(paginateListTags({ client }, { CertificateAuthorityArn: arn }), nextToken);
      await unlessNotThere(async () => {
        for await (const page of pages) tags.push(...(page.Tags ?? []));
      });
      return tagsIn(tags);
    });
  }

  async authoritiesWithCertificates(
    account: AccountId,
    region: string,
  ): Promise<Fact<readonly { arn: string; certificate: string; description: AuthorityDescription }[]>> {
    const authorities = await this.#authorities.authoritiesIn(account, region);
    if (!authorities.known) return authorities;
    const certified = [...authorities.value].filter(([, { status }]) => WITH_CERTIFICATE.includes(status));
    const read = await pMap(certified, ([arn]) => this.#certificateOf(arn, account, region), { concurrency: AT_ONCE });
    const untold = read.find((fact) => !fact.known);
    if (untold !== undefined && !untold.known) return untold;
    return known(
      certified.flatMap(([arn, description], index) => {
        const fact = read[index];
        return fact?.known && fact.value !== undefined ? [{ arn, certificate: fact.value, description }] : [];
      }),
    );
  }

  describeAuthority(authority: AuthorityArn): Promise<Fact<AuthorityDescription | undefined>> {
    return this.#authorities.describe(authority);
  }

  /** Undefined: it went since it was listed. */
  #certificateOf(arn: string, account: AccountId, region: string): Promise<Fact<string | undefined>> {
    const operation = 'acm-pca:GetCertificateAuthorityCertificate';
    const get = new GetCertificateAuthorityCertificateCommand({ CertificateAuthorityArn: arn });
    return this.#accounts.read(account, region, operation, async ({ pca }) => {
      const gone = ['ResourceNotFoundException', 'InvalidStateException'];
      return (await pca.send(get).catch(undefinedFor(gone)))?.Certificate;
    });
  }
}

interface Answered {
  readonly Certificate?: string | undefined;
  readonly CertificateChain?: string | undefined;
}

async function certificateIn(answer: Promise<Answered>): Promise<CertificatePem | undefined> {
  const { Certificate: certificate, CertificateChain: chain = '' } =
    (await answer.catch(undefinedFor(NO_CERTIFICATE))) ?? {};
  return certificate === undefined ? undefined : { certificate, chain };
}

const undefinedFor =
  (names: readonly string[]) =>
  (error: unknown): undefined => {
    if (names.includes(errorName(error) ?? '')) return undefined;
    throw error;
  };

const tagsIn = (tags: readonly { Key?: string | undefined; Value?: string | undefined }[] = []): Tags =>
  Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
