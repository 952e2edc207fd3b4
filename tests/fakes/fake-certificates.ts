import type { AccountId, CertificateArn } from '../../core/domain/arn.ts';
import type { Certificate, RenewalStatus } from '../../core/domain/certificates/certificate.ts';
import { known, type Fact } from '../../core/domain/fact.ts';
import type {
  CertificateDescriber,
  CertificateLister,
  DescribedCertificate,
  IssuedCertificateReader,
} from '../../core/gathering/ports.ts';
import { AUTHORITY_ARN } from '../builders/accounts.ts';
import { unread } from '../builders/authority-facts.ts';
import { aCertificate } from '../builders/certificates.ts';

type Described = Fact<DescribedCertificate | undefined>;

/** ACM: certificates as they stand now; any answer can be set to what AWS would not tell. */
export class FakeCertificates implements CertificateDescriber, CertificateLister {
  /** By ARN; an ARN that is not there is a certificate that is not there. */
  readonly standing = new Map<string, Described>();
  /** What the next descriptions of a certificate answer, before it stands as it does. */
  readonly answers = new Map<string, Described[]>();
  /** In place of the listing and the search, where they are refused. */
  listing: Fact<never> | undefined;
  search: Fact<never> | undefined;
  /** Certificates that only the listing still shows: deleted right after it. */
  readonly deletedSince = new Set<string>();
  /** What was asked: `list`, `search`, or the ARN that was described. */
  readonly asked: string[] = [];

  /** Lets a certificate be there; a private one of the CA of the tests unless told otherwise. */
  add(different: Partial<Certificate> = {}, authorityArn: string | undefined = AUTHORITY_ARN): Certificate {
    const certificate = aCertificate(different);
    const named = certificate.kind === 'private' && authorityArn !== undefined ? { authorityArn } : {};
    this.standing.set(certificate.arn, known({ certificate, ...named }));
    return certificate;
  }

  describedCertificate({ arn }: Pick<CertificateArn, 'arn'>): Promise<Described> {
    this.asked.push(arn);
    const gone = this.deletedSince.has(arn) ? known(undefined) : undefined;
    return Promise.resolve(this.answers.get(arn)?.shift() ?? gone ?? this.standing.get(arn) ?? known(undefined));
  }

  certificatesIn(account: AccountId, region: string): Promise<Fact<readonly Certificate[]>> {
    this.asked.push('list');
    const there = this.#certificates().filter((each) => each.account === account && each.region === region);
    const listed = there.map((each) => ({ ...each, renewal: unread('acm:ListCertificates', 'not-configured') }));
    return Promise.resolve(this.listing ?? known(listed));
  }

  renewalsIn(): Promise<Fact<ReadonlyMap<string, RenewalStatus>>> {
    this.asked.push('search');
    const statuses = this.#certificates().flatMap(({ arn, renewal }): [string, RenewalStatus][] =>
      renewal.known && renewal.value !== undefined ? [[arn, renewal.value.status]] : [],
    );
    return Promise.resolve(this.search ?? known(new Map(statuses)));
  }

  #certificates(): readonly Certificate[] {
    return [...this.standing.values()].flatMap((fact) =>
      fact.known && fact.value !== undefined ? [fact.value.certificate] : [],
    );
  }
}

/** What private CAs issued directly. */
export class FakeIssuedCertificates implements IssuedCertificateReader {
  readonly standing = new Map<string, Fact<Certificate>>();
  /** What the next reads of a certificate answer, before it stands as it does. */
  readonly answers = new Map<string, Fact<Certificate | undefined>[]>();

  add(different: Partial<Certificate> = {}): Certificate {
    const certificate = aCertificate({ kind: 'issued', inUse: false, ...different });
    this.standing.set(certificate.arn, known(certificate));
    return certificate;
  }

  issuedCertificate({ arn }: CertificateArn): Promise<Fact<Certificate | undefined>> {
    return Promise.resolve(this.answers.get(arn)?.shift() ?? this.standing.get(arn) ?? known(undefined));
  }
}
