import type { AccountId } from '../../core/domain/arn.ts';
import { known, type Fact } from '../../core/domain/fact.ts';
import type { CertificateReader, ConsumerReader, PrivateCertificate } from '../../core/gathering/ports.ts';
import { AUTHORITY_ARN } from '../builders/accounts.ts';
import { aDependent } from '../builders/verdicts.ts';

/** ACM and IAM of the accounts: what is not set is there and well. */
export class FakeAccounts implements CertificateReader, ConsumerReader {
  readonly roles = new Map<AccountId, Fact<boolean>>();
  readonly certificates = new Map<AccountId, Fact<readonly PrivateCertificate[]>>();
  /** The CA of each certificate. */
  readonly issuers = new Map<string, Fact<string | undefined>>();
  /** The certificates that were described. */
  readonly described: string[] = [];
  /** The accounts whose role and organisation were asked for. */
  readonly asked: string[] = [];
  /** The regions that were listed. */
  readonly regions: string[] = [];

  /** Lets an account have certificates of a CA. */
  issue(account: AccountId, number = 1, authorityArn = AUTHORITY_ARN): readonly PrivateCertificate[] {
    const before = this.certificates.get(account);
    const standing = before?.known ? before.value : [];
    const certificates = Array.from({ length: number }, (_, index) =>
      aDependent({ certificateArn: `arn:aws:acm:eu-west-1:${account}:certificate/${standing.length + index}` }),
    );
    this.certificates.set(account, known([...standing, ...certificates]));
    for (const { certificateArn } of certificates) this.issuers.set(certificateArn, known(authorityArn));
    return certificates;
  }

  hasServiceLinkedRole(account: AccountId): Promise<Fact<boolean>> {
    this.asked.push(`role ${account}`);
    return Promise.resolve(this.roles.get(account) ?? known(true));
  }

  organizationOf(account: AccountId): Promise<Fact<string | undefined>> {
    this.asked.push(`organization ${account}`);
    return Promise.resolve(known('o-exampleorg1'));
  }

  privateCertificates(account: AccountId, region: string): Promise<Fact<readonly PrivateCertificate[]>> {
    this.regions.push(region);
    return Promise.resolve(this.certificates.get(account) ?? known([]));
  }

  authorityOf(certificateArn: string): Promise<Fact<string | undefined>> {
    this.described.push(certificateArn);
    return Promise.resolve(this.issuers.get(certificateArn) ?? known(undefined));
  }
}
