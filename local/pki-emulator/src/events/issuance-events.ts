import { randomUUID, type X509Certificate } from 'node:crypto';
import type { Authority } from '../acm-pca/authority.ts';
import type { Issuance } from '../acm-pca/issuance.ts';
import type { IssuedCertificate } from '../acm-pca/issued.ts';
import { rootArn } from '../arns.ts';
import type { World } from '../world.ts';
import { readable } from '../x509/certificates.ts';
import { notAfterOf, notBeforeOf } from '../x509/chains.ts';
import { x509 } from '../x509/library.ts';
import { tbsCertificateOf } from '../x509/tbs.ts';
import { seconds } from './certificate-events.ts';

const PCA = 'acm-pca.amazonaws.com';

/**
 * Tells the end of an issuance: the event of acm-pca (service-facts 4) and the record IssueCertificateDetails (3), the
 * record to the owner of the CA and to the account that asked.
 */
export async function announceWhenSigned(issued: IssuedCertificate, issuance: Issuance, world: World): Promise<void> {
  const signed = await issued.signed.outcome.catch(() => undefined);
  const { owner: account, region, arn } = issuance.authority;
  const detail = { result: signed ? 'success' : 'failure' };
  const detailType = 'ACM Private CA Certificate Issuance';
  world.publisher.publish({ account, region, detailType, resources: [arn, issued.arn], detail });
  const details = detailsOf(issued, issuance, signed);
  const recipients = new Set([account, issued.requester]);
  const shared = recipients.size > 1 ? { sharedEventID: randomUUID() } : {};
  for (const recipient of recipients) {
    world.publisher.publish({
      account: recipient,
      region,
      detailType: 'AWS Service Event via CloudTrail',
      detail: { ...recordOf(details, issued, issuance, world), recipientAccountId: recipient, ...shared },
    });
  }
}

/** The event of acm-pca when a certificate is revoked (service-facts 4). */
export function tellRevocation(
  issued: IssuedCertificate,
  { arn, owner: account, region }: Authority,
  world: World,
): void {
  const detailType = 'ACM Private CA Certificate Revocation';
  world.publisher.publish({ account, region, detailType, resources: [arn, issued.arn], detail: { result: 'success' } });
}

function recordOf(details: object, issued: IssuedCertificate, { authority }: Issuance, world: World): object {
  const { owner: accountId, region } = authority;
  return {
    eventVersion: '1.11',
    userIdentity: { accountId, invokedBy: PCA },
    eventTime: seconds(world.clock.now()),
    eventSource: PCA,
    eventName: 'IssueCertificateDetails',
    awsRegion: region,
    sourceIPAddress: PCA,
    userAgent: PCA,
    requestParameters: null,
    responseElements: null,
    eventID: randomUUID(),
    readOnly: false,
    resources: [
      { accountId, type: 'AWS::ACMPCA::CertificateAuthority', ARN: authority.arn },
      { accountId, type: 'AWS::ACMPCA::Certificate', ARN: issued.arn },
    ],
    eventType: 'AwsServiceEvent',
    managementEvent: true,
    serviceEventDetails: details,
    eventCategory: 'Management',
  };
}

type Signed = { readonly certificate: X509Certificate; readonly chain: readonly X509Certificate[] } | undefined;

function detailsOf(issued: IssuedCertificate, { authority, templateArn, signingAlgorithm }: Issuance, signed: Signed) {
  return {
    ...(signed ? certificateDetails(signed.certificate, signed.chain[0] ?? signed.certificate) : {}),
    ...(signed ? { issuedAt: seconds(issued.requestedAt) } : {}),
    templateArn,
    signingAlgorithm,
    ...(signed ? { status: 'ISSUED' } : { status: 'FAILED', statusReason: 'The certificate could not be signed.' }),
    ...requesterOf(issued, authority.region),
  };
}

function certificateDetails(certificate: X509Certificate, issuer: X509Certificate): object {
  const { subject, issuer: issuerName } = readable(certificate);
  const authorityKey = readable(certificate).getExtension(x509.AuthorityKeyIdentifierExtension)?.keyId;
  return {
    tbsCertificate: tbsCertificateOf(certificate).toString('base64'),
    ...(authorityKey ? { issuerAuthorityKeyIdentifier: colons(authorityKey) } : {}),
    issuerSerialNumber: colons(issuer.serialNumber),
    issuerName: issuerName.replaceAll(', ', ','),
    subject: subject.replaceAll(', ', ','),
    serialNumber: colons(certificate.serialNumber),
    notBefore: seconds(notBeforeOf(certificate)),
    notAfter: seconds(notAfterOf(certificate)),
  };
}

function requesterOf({ requester, requestedByService }: IssuedCertificate, region: string): object {
  if (requestedByService) return { requesterServicePrincipal: requestedByService };
  return { requesterAccountId: requester, requesterArn: rootArn(requester, region) };
}

/** `16:E9:…`. */
const colons = (hex: string): string => (hex.toUpperCase().match(/../g) ?? []).join(':');
