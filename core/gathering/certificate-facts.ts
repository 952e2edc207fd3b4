import { parseAuthorityArn, type CertificateArn } from '../domain/arn.ts';
import type { CertificateFacts } from '../domain/certificates/certificate.ts';
import { known, type Fact } from '../domain/fact.ts';
import { gatherAuthorityStanding, type AuthorityStandingPorts } from './authority-standing.ts';
import type { CertificateDescriber, IssuedCertificateReader, LineageReader } from './ports.ts';

export interface CertificateFactsPorts extends AuthorityStandingPorts {
  readonly certificates: CertificateDescriber;
  readonly issued: IssuedCertificateReader;
  /** Absent where nothing is deployed that could have replaced it. */
  readonly ledger?: LineageReader;
}

/**
 * Reads all that the verdict on one certificate needs, live.
 * @returns known undefined: there is no such certificate (any more); unknown: the certificate itself could not be read
 */
export async function gatherCertificateFacts(
  ports: CertificateFactsPorts,
  arn: CertificateArn,
): Promise<Fact<CertificateFacts | undefined>> {
  const [facts, lineage] = await Promise.all([readCertificateFacts(ports, arn), ports.ledger?.lineageOf(arn.arn)]);
  if (!facts.known || facts.value === undefined || lineage?.replacedBy === undefined) return facts;
  return known({ ...facts.value, replacedBy: lineage.replacedBy });
}

async function readCertificateFacts(
  ports: CertificateFactsPorts,
  arn: CertificateArn,
): Promise<Fact<CertificateFacts | undefined>> {
  if (arn.service === 'acm-pca') {
    const issued = await ports.issued.issuedCertificate(arn);
    return issued.known ? known(issued.value && { certificate: issued.value }) : issued;
  }
  const described = await ports.certificates.describedCertificate(arn);
  if (!described.known) return described;
  if (described.value === undefined) return known(undefined);
  const { certificate, authorityArn } = described.value;
  if (certificate.kind !== 'private' || authorityArn === undefined) return known({ certificate });
  const authority = await gatherAuthorityStanding(ports, parseAuthorityArn(authorityArn), certificate.account);
  return known({ certificate, authority: known(authority) });
}
