import { partitionOf } from '../partition.ts';
import type { Call } from '../wire/call.ts';

/** Where an input names the resource that IAM judges: a member with its ARN, or with the id at the end of its ARN. */
type Naming = { readonly arn: string } | { readonly id: string; readonly kind: string };

const certificate: Naming = { arn: 'CertificateArn' };
const authority: Naming = { arn: 'CertificateAuthorityArn' };
const policied: Naming = { arn: 'ResourceArn' };
const anchor: Naming = { id: 'trustAnchorId', kind: 'trust-anchor' };
const profile: Naming = { id: 'profileId', kind: 'profile' };
const subject: Naming = { id: 'subjectId', kind: 'subject' };
const crl: Naming = { id: 'crlId', kind: 'crl' };
const tagged: Naming = { arn: 'resourceArn' };

/**
 * The resource types of the Service Authorization Reference. What is not listed names none and is judged on `*`:
 * creations, requests, listings and the account's configuration.
 */
const NAMINGS: Readonly<Record<string, Readonly<Record<string, Naming>>>> = {
  acm: {
    AddTagsToCertificate: certificate,
    DeleteCertificate: certificate,
    DescribeCertificate: certificate,
    ExportCertificate: certificate,
    GetCertificate: certificate,
    ImportCertificate: certificate,
    ListTagsForCertificate: certificate,
    RemoveTagsFromCertificate: certificate,
    RenewCertificate: certificate,
    ResendValidationEmail: certificate,
    RevokeCertificate: certificate,
    UpdateCertificateOptions: certificate,
  },
  'acm-pca': {
    CreateCertificateAuthorityAuditReport: authority,
    CreatePermission: authority,
    DeleteCertificateAuthority: authority,
    DeletePermission: authority,
    DeletePolicy: policied,
    DescribeCertificateAuthority: authority,
    DescribeCertificateAuthorityAuditReport: authority,
    GetCertificate: authority,
    GetCertificateAuthorityCertificate: authority,
    GetCertificateAuthorityCsr: authority,
    GetPolicy: policied,
    ImportCertificateAuthorityCertificate: authority,
    IssueCertificate: authority,
    ListPermissions: authority,
    ListTags: authority,
    PutPolicy: policied,
    RestoreCertificateAuthority: authority,
    RevokeCertificate: authority,
    TagCertificateAuthority: authority,
    UntagCertificateAuthority: authority,
    UpdateCertificateAuthority: authority,
  },
  rolesanywhere: {
    DeleteAttributeMapping: profile,
    DeleteCrl: crl,
    DeleteProfile: profile,
    DeleteTrustAnchor: anchor,
    DisableCrl: crl,
    DisableProfile: profile,
    DisableTrustAnchor: anchor,
    EnableCrl: crl,
    EnableProfile: profile,
    EnableTrustAnchor: anchor,
    GetCrl: crl,
    GetProfile: profile,
    GetSubject: subject,
    GetTrustAnchor: anchor,
    ListTagsForResource: tagged,
    PutAttributeMapping: profile,
    PutNotificationSettings: anchor,
    ResetNotificationSettings: anchor,
    TagResource: tagged,
    UntagResource: tagged,
    UpdateCrl: crl,
    UpdateProfile: profile,
    UpdateTrustAnchor: anchor,
  },
};

type Where = Pick<Call, 'operation' | 'account' | 'region'> & { readonly service: string };

/** The ARN that a call acts on; undefined where it names none. */
export function resourceOf({ service, operation, account, region }: Where, body: object): string | undefined {
  const naming = NAMINGS[service]?.[operation];
  if (!naming) return undefined;
  const named = (body as Readonly<Record<string, unknown>>)['arn' in naming ? naming.arn : naming.id];
  if (typeof named !== 'string') return undefined;
  if ('arn' in naming) return /^arn:[^\s]{1,2040}$/.test(named) ? named : undefined;
  return /^[0-9a-zA-Z-]{1,64}$/.test(named)
    ? `arn:${partitionOf(region)}:${service}:${region}:${account}:${naming.kind}/${named}`
    : undefined;
}
