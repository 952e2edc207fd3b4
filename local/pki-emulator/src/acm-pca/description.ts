import { type Certificate, partsOf } from '../x509/certificate.ts';
import { notAfterOf, notBeforeOf } from '../x509/chains.ts';
import { epoch } from '../wire/epoch.ts';
import { type Authority, statusOf } from './authority.ts';

/** A CA as Describe and List show it. */
export function descriptionOf(authority: Authority, now: Date): object {
  const { configuration, certified, deletion } = authority;
  const status = statusOf(authority, now);
  const changed = status === 'EXPIRED' && certified ? notAfterOf(certified.certificate) : authority.stateChangedAt;
  return {
    Arn: authority.arn,
    OwnerAccount: authority.owner,
    CreatedAt: epoch(authority.createdAt),
    LastStateChangeAt: epoch(changed),
    Type: authority.type,
    Status: status,
    ...(certified ? validityOf(certified.certificate) : {}),
    ...(status === 'FAILED' ? { FailureReason: 'OTHER' } : {}),
    CertificateAuthorityConfiguration: configuration,
    RevocationConfiguration: authority.revocation,
    ...(deletion ? { RestorableUntil: epoch(deletion.restorableUntil) } : {}),
    KeyStorageSecurityStandard: authority.keyStorageSecurityStandard,
    UsageMode: authority.usageMode,
  };
}

const validityOf = (certificate: Certificate): object => ({
  Serial: partsOf(certificate).serial,
  NotBefore: epoch(notBeforeOf(certificate)),
  NotAfter: epoch(notAfterOf(certificate)),
});
