import type { ServiceName } from './botocore.ts';

/** Where the emulator departs from the model on purpose, and why. Whatever is not here must be as modelled. */
export interface Deviation {
  readonly service: ServiceName;
  /** The shape whose constraint an answer breaks. */
  readonly shape: string;
  /** Only as this member (`Structure.Member`); absent: wherever the shape stands. */
  readonly member?: string;
  readonly rule: 'pattern' | 'enum' | 'min';
  readonly why: string;
}

export const OUTPUT_DEVIATIONS: readonly Deviation[] = [
  {
    service: 'acm',
    shape: 'KeyAlgorithm',
    member: 'CertificateDetail.KeyAlgorithm',
    rule: 'enum',
    why: 'the real service answers RSA-2048 with a hyphen (AWS CLI samples, published listings)',
  },
  {
    service: 'acm',
    shape: 'KeyAlgorithm',
    member: 'CertificateSummary.KeyAlgorithm',
    rule: 'enum',
    why: 'the real service answers RSA-2048 with a hyphen (AWS CLI samples, published listings)',
  },
  {
    service: 'acm',
    shape: 'Arn',
    member: 'CertificateDetail.CertificateAuthorityArn',
    rule: 'pattern',
    why: "the model gives a CA's ARN the pattern of acm's own ARNs, which none of acm-pca can match",
  },
  {
    service: 'acm',
    shape: 'PrivateKey',
    rule: 'pattern',
    why: "the documented sample of ExportCertificate is an ENCRYPTED PRIVATE KEY, the model's pattern says PRIVATE KEY",
  },
  {
    service: 'acm',
    shape: 'TagList',
    rule: 'min',
    why: 'a certificate without tags answers an empty list; the minimum is meant for inputs',
  },
  {
    service: 'acm',
    shape: 'DomainValidationList',
    member: 'RenewalSummary.DomainValidationOptions',
    rule: 'min',
    why: 'the member is required, and a private certificate has no domain validation (service-facts 2.1, 2.4)',
  },
  {
    service: 'acm',
    shape: 'SerialNumber',
    member: 'X509Attributes.SerialNumber',
    rule: 'pattern',
    why: 'an imported certificate may have a serial of one byte; the pattern wants two',
  },
  {
    service: 'acm-pca',
    shape: 'TagList',
    rule: 'min',
    why: 'a CA without tags answers an empty list; the minimum is meant for inputs',
  },
];

/** Operations that no model has. */
export const NOT_IN_THE_MODEL: Readonly<Record<ServiceName, readonly string[]>> = {
  acm: [],
  'acm-pca': [],
  // Documented in the user guide only (service-facts 5.2): no SDK calls it.
  rolesanywhere: ['CreateSession'],
};

/** Errors that any operation may answer (common errors of the API references; front-end errors of the protocols). */
export const COMMON_ERRORS: readonly string[] = [
  'AccessDeniedException',
  'IncompleteSignatureException',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'SerializationException',
  'ThrottlingException',
  'UnknownOperationException',
  'ValidationException',
];

/** Inputs whose breach is an error of its own, and so is not a ValidationException. */
export const OWN_ERRORS: readonly { readonly pattern: RegExp; readonly error: string; readonly why: string }[] = [
  {
    pattern: /^arn:\[/,
    error: 'InvalidArnException',
    why: 'an ARN of another form is modelled as an error of its own on every operation that takes one',
  },
];
