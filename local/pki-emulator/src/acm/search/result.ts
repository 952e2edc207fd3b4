import { epoch } from '../../wire/epoch.ts';
import { partsOf } from '../../x509/certificate.ts';
import {
  type AcmCertificate,
  hasBeenExported,
  keyPairOrigin,
  materialOf,
  renewalStatusOf,
  statusOf,
} from '../certificate.ts';
import { acmeOf, eligibility, momentsOf, validationMethodOf, validityOf } from '../description.ts';
import { extendedKeyUsagesOf, keyUsagesOf, serialText } from '../facts.ts';
import { distinguishedName, generalNamesOf } from './names.ts';

/** A certificate as SearchCertificates shows it. */
export const searchResultOf = (certificate: AcmCertificate, now: Date): object => ({
  CertificateArn: certificate.arn,
  X509Attributes: attributesOf(certificate),
  CertificateMetadata: { AcmCertificateMetadata: metadataOf(certificate, now) },
});

/** What the certificate says; of one that is not issued, what it will say. */
function attributesOf(certificate: AcmCertificate): object {
  const material = materialOf(certificate);
  // As the model spells it: the hyphen of the older operations' answers is known of those only.
  const KeyAlgorithm = certificate.keyAlgorithm;
  if (!material) {
    const SubjectAlternativeNames = certificate.alternativeNames.map((DnsName) => ({ DnsName }));
    return { Subject: { CommonName: certificate.domainName }, SubjectAlternativeNames, KeyAlgorithm };
  }
  const { subject, issuer } = partsOf(material.certificate);
  return {
    Issuer: distinguishedName(issuer),
    Subject: distinguishedName(subject),
    SubjectAlternativeNames: generalNamesOf(material.certificate),
    ExtendedKeyUsages: extendedKeyUsagesOf(material.certificate).map(({ Name }) => Name),
    KeyAlgorithm,
    KeyUsages: keyUsagesOf(material.certificate),
    SerialNumber: serialText(material.certificate),
    ...validityOf(material),
  };
}

function metadataOf(certificate: AcmCertificate, now: Date): object {
  const renewalStatus = renewalStatusOf(certificate);
  const validationMethod = validationMethodOf(certificate);
  return {
    ...momentsOf(certificate, materialOf(certificate)),
    Exported: hasBeenExported(certificate),
    InUse: certificate.inUseBy.length > 0,
    RenewalEligibility: eligibility(certificate, now),
    Status: statusOf(certificate, now),
    ...(certificate.revocation ? { RevokedAt: epoch(certificate.revocation.at) } : {}),
    ...(renewalStatus ? { RenewalStatus: renewalStatus } : {}),
    Type: certificate.type,
    ...(certificate.type === 'IMPORTED' ? {} : { ExportOption: certificate.export }),
    ...(validationMethod ? { ValidationMethod: validationMethod } : {}),
    CertificateKeyPairOrigin: keyPairOrigin(certificate),
    ...acmeOf(certificate),
  };
}
