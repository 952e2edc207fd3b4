import { randomUUID } from 'node:crypto';
import { colons } from '../hex.ts';
import type { Authority } from '../acm-pca/authority.ts';
import type { Issuance } from '../acm-pca/issuance.ts';
import type { IssuedCertificate } from '../acm-pca/issued.ts';
import { rootArn } from '../arns.ts';
import type { World } from '../world.ts';
import { type Certificate, partsOf } from '../x509/certificate.ts';
import { authorityKeyIdentifierOf } from '../x509/extension-reading.ts';
import { nameText } from '../x509/names.ts';
import { isoSeconds } from '../iso-seconds.ts';

const PCA = 'acm-pca.amazonaws.com';

/**
 * Tells the end of an issuance: the event of acm-pca (service-facts 4) and the record IssueCertificateDetails (3), the
 * record to the owner of the CA and to the account that asked.
 */
export async function announceWhenSigned(issued: IssuedCertificate, issuance: Issuance, world: World): Promise<void> {
  const signed = await issued.signed.outcome.catch(() => undefined);
  const { owner: account, region, arn } = issuance.authority;
  const detail = () => ({ result: signed ? 'success' : 'failure' });
  const detailType = 'ACM Private CA Certificate Issuance';
  world.publisher.publish({ account, region, detailType, resources: [arn, issued.arn], detail });
  const recipients = new Set([account, issued.requester]);
  const shared = recipients.size > 1 ? { sharedEventID: randomUUID() } : {};
  for (const recipient of recipients) {
    world.publisher.publish({
      account: recipient,
      region,
      detailType: 'AWS Service Event via CloudTrail',
      detail: () => ({
        ...recordOf(detailsOf(issued, issuance, signed), issued, issuance, world),
        recipientAccountId: recipient,
        ...shared,
      }),
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
  world.publisher.publish({
    account,
    region,
    detailType,
    resources: [arn, issued.arn],
    detail: () => ({ result: 'success' }),
  });
}

function recordOf(details: object, issued: IssuedCertificate, { authority }: Issuance, world: World): object {
  const { owner: accountId, region } = authority;
  return {
    eventVersion: '1.11',
    userIdentity: { accountId, invokedBy: PCA },
    eventTime: isoSeconds(world.clock.now()),
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

type Signed = { readonly certificate: Certificate; readonly chain: readonly Certificate[] } | undefined;

function detailsOf(issued: IssuedCertificate, { authority, templateArn, signingAlgorithm }: Issuance, signed: Signed) {
  return {
    ...(signed ? certificateDetails(signed.certificate, signed.chain[0] ?? signed.certificate) : {}),
    ...(signed ? { issuedAt: isoSeconds(issued.requestedAt) } : {}),
    templateArn,
    signingAlgorithm,
    ...(signed ? { status: 'ISSUED' } : { status: 'FAILED', statusReason: 'The certificate could not be signed.' }),
    ...requesterOf(issued, authority.region),
  };
}

function certificateDetails(certificate: Certificate, issuer: Certificate): object {
  const { tbs, serial, subject, issuer: issuerName, notBefore, notAfter } = partsOf(certificate);
  const authorityKey = authorityKeyIdentifierOf(certificate)?.toString('hex');
  return {
    tbsCertificate: tbs.toString('base64'),
    ...(authorityKey ? { issuerAuthorityKeyIdentifier: upperColons(authorityKey) } : {}),
    issuerSerialNumber: upperColons(partsOf(issuer).serial),
    issuerName: nameText(issuerName),
    subject: nameText(subject),
    serialNumber: upperColons(serial),
    notBefore: isoSeconds(notBefore),
    notAfter: isoSeconds(notAfter),
  };
}

function requesterOf({ requester, requestedByService }: IssuedCertificate, region: string): object {
  if (requestedByService) return { requesterServicePrincipal: requestedByService };
  return { requesterAccountId: requester, requesterArn: rootArn(requester, region) };
}

/** `16:E9:…`. */
const upperColons = (hex: string): string => colons(hex.toUpperCase());
