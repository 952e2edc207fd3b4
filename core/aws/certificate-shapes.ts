import type { CertificateDetail, CertificateSummary, DomainValidation, RenewalSummary } from '@aws-sdk/client-acm';
import type { Certificate, CertificateKind, DnsRecord, Renewal } from '../domain/certificates/certificate.ts';
import { known, unknown } from '../domain/fact.ts';
import { plainSerial } from '../pki/serial.ts';

/** ACM's shapes of a certificate become the domain's. */

/** @returns undefined for a summary without ARN: there is nothing to say about it */
export function listedCertificate(summary: CertificateSummary): Certificate | undefined {
  const { CertificateArn: arn, InUse, Exported, RenewalEligibility } = summary;
  if (arn === undefined) return undefined;
  const place = placeOf(arn);
  return {
    ...place,
    ...shared(summary),
    inUse: InUse ?? false,
    ...(Exported === undefined ? {} : { exported: Exported }),
    ...(RenewalEligibility === undefined ? {} : { eligibility: RenewalEligibility }),
    renewal: unknown({
      kind: 'not-configured',
      operation: 'acm:ListCertificates',
      account: place.account,
      message: 'a listing tells nothing of renewals',
    }),
  };
}

/** @returns undefined for a description without ARN */
export function describedCertificate(detail: CertificateDetail): Certificate | undefined {
  const { CertificateArn: arn, InUseBy, FailureReason, RenewalSummary, RenewalEligibility, Serial } = detail;
  if (arn === undefined) return undefined;
  return {
    ...placeOf(arn),
    ...shared(detail),
    inUse: (InUseBy ?? []).length > 0,
    usedBy: InUseBy ?? [],
    ...(Serial === undefined ? {} : { serial: plainSerial(Serial) }),
    ...(FailureReason === undefined ? {} : { failureReason: FailureReason }),
    ...awaitedIn(detail),
    ...(RenewalEligibility === undefined ? {} : { eligibility: RenewalEligibility }),
    renewal: known(RenewalSummary === undefined ? undefined : renewalOf(RenewalSummary)),
  };
}

/** What both shapes say in the same words. */
type Shared =
  | 'DomainName'
  | 'KeyAlgorithm'
  | 'CreatedAt'
  | 'NotBefore'
  | 'NotAfter'
  | 'Status'
  | 'Type'
  | 'CertificateKeyPairOrigin';

/** @param shape as any of ACM's operations tells it */
export function shared(shape: Pick<CertificateSummary, Shared>) {
  const { DomainName, KeyAlgorithm, CreatedAt, NotBefore, NotAfter, Status } = shape;
  return {
    kind: kindOf(shape),
    status: Status ?? 'UNTOLD',
    // A certificate may name nobody; then ACM leaves the name out, or empty.
    ...(DomainName === undefined || DomainName === '' ? {} : { domainName: DomainName }),
    // The model writes `RSA_2048`, and so does what one asks for; some answers write `RSA-2048` (service-facts 7).
    ...(KeyAlgorithm === undefined ? {} : { keyAlgorithm: KeyAlgorithm.replace('-', '_') }),
    ...(CreatedAt === undefined ? {} : { createdAt: CreatedAt.toISOString() }),
    ...(NotBefore === undefined ? {} : { notBefore: NotBefore.toISOString() }),
    ...(NotAfter === undefined ? {} : { notAfter: NotAfter.toISOString() }),
  } satisfies Partial<Certificate>;
}

function kindOf({
  Type,
  CertificateKeyPairOrigin,
}: Pick<CertificateSummary, 'Type' | 'CertificateKeyPairOrigin'>): CertificateKind {
  if (CertificateKeyPairOrigin === 'ACME') return 'acme';
  if (Type === 'PRIVATE') return 'private';
  if (Type === 'IMPORTED') return 'imported';
  return Type === 'AMAZON_ISSUED' ? 'public' : 'other';
}

/** What proved the domains once is no news afterwards. */
function awaitedIn({ Status, DomainValidationOptions }: CertificateDetail): Pick<Certificate, 'awaited'> {
  const awaited = Status === 'PENDING_VALIDATION' ? recordsOf(DomainValidationOptions) : [];
  return awaited.length === 0 ? {} : { awaited };
}

function recordsOf(validations: readonly DomainValidation[] = []): readonly DnsRecord[] {
  return validations.flatMap(({ DomainName, ResourceRecord }): DnsRecord[] => {
    const { Name, Type, Value } = ResourceRecord ?? {};
    return Name && Type && Value ? [{ domainName: DomainName ?? '', type: Type, name: Name, value: Value }] : [];
  });
}

function renewalOf(summary: RenewalSummary): Renewal {
  const { RenewalStatus, RenewalStatusReason, UpdatedAt, DomainValidationOptions } = summary;
  const records = recordsOf(DomainValidationOptions);
  return {
    status: RenewalStatus ?? 'PENDING_AUTO_RENEWAL',
    ...(RenewalStatusReason === undefined ? {} : { reason: RenewalStatusReason }),
    ...(UpdatedAt === undefined ? {} : { updatedAt: UpdatedAt.toISOString() }),
    ...(records.length === 0 ? {} : { records }),
  };
}

/** Where an ARN says that it is. */
export function placeOf(arn: string): Pick<Certificate, 'arn' | 'account' | 'region'> {
  const [, , , region = '', account = ''] = arn.split(':');
  return { arn, account, region };
}
