import type { AccountId, AuthorityArn, CertificateArn } from '../../core/domain/arn.ts';
import type { AuthorityDescription } from '../../core/domain/authorities/authority.ts';
import { known, type Fact } from '../../core/domain/fact.ts';
import type { CertificatePem, ReissueReader } from '../../core/reissue/ports.ts';
import { unread } from '../builders/authority-facts.ts';

type Tags = Readonly<Record<string, string>>;

/** What a reissue reads, as it was put there; certificates that were not are not given out now. */
export class FakeReissueReader implements ReissueReader {
  readonly pems = new Map<string, CertificatePem>();
  /** By ARN, of certificates and CAs. */
  readonly tags = new Map<string, Tags>();
  readonly authorities = new Map<
    string,
    { readonly certificate: string; readonly description: AuthorityDescription }
  >();

  pemOf({ arn }: CertificateArn): Promise<Fact<CertificatePem | undefined>> {
    const pem = this.pems.get(arn);
    return Promise.resolve(pem === undefined ? unread('acm:GetCertificate', 'unavailable') : known(pem));
  }

  tagsOf({ arn }: CertificateArn): Promise<Fact<Tags>> {
    return Promise.resolve(known(this.tags.get(arn) ?? {}));
  }

  tagsOfAuthority({ arn }: AuthorityArn): Promise<Fact<Tags>> {
    return Promise.resolve(known(this.tags.get(arn) ?? {}));
  }

  authoritiesWithCertificates(account: AccountId, region: string) {
    const there = [...this.authorities].filter(([arn]) => arn.includes(`:${region}:${account}:`));
    return Promise.resolve(known(there.map(([arn, authority]) => ({ arn, ...authority }))));
  }

  describeAuthority({ arn }: AuthorityArn): Promise<Fact<AuthorityDescription | undefined>> {
    return Promise.resolve(known(this.authorities.get(arn)?.description));
  }
}
