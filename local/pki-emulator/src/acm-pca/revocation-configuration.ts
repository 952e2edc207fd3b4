import { z } from 'zod';
import { invalidArgs } from '../errors.ts';
import { isBucketName } from '../neighbours/s3/bucket.ts';
import { matching } from '../validation/constraints.ts';

const cname = matching("[-a-zA-Z0-9;/?:@&=+$,%_.!~*()']*", 0, 253).optional();
const PATH_CHARACTER = "[-a-zA-Z0-9;?:@&=+$,%_.!~*()']";

const crlConfiguration = z.strictObject({
  Enabled: z.boolean(),
  ExpirationInDays: z.int().min(1).max(5000).optional(),
  CustomCname: cname,
  S3BucketName: matching('[-a-zA-Z0-9._/]+', 3, 255).optional(),
  S3ObjectAcl: z.enum(['PUBLIC_READ', 'BUCKET_OWNER_FULL_CONTROL']).optional(),
  CrlDistributionPointExtensionConfiguration: z.strictObject({ OmitExtension: z.boolean() }).optional(),
  CrlType: z.enum(['COMPLETE', 'PARTITIONED']).optional(),
  CustomPath: matching(`(/|${PATH_CHARACTER}+(/${PATH_CHARACTER}+)*)`, 0, 253).optional(),
});

const ocspConfiguration = z.strictObject({ Enabled: z.boolean(), OcspCustomCname: cname });

/** RevocationConfiguration (service model). */
export const revocationConfiguration = z.strictObject({
  CrlConfiguration: crlConfiguration.optional(),
  OcspConfiguration: ocspConfiguration.optional(),
});

export type CrlConfiguration = z.output<typeof crlConfiguration>;
export type OcspConfiguration = z.output<typeof ocspConfiguration>;

/** What a CA does about revocation, as Describe and List show it. */
export interface RevocationConfiguration {
  readonly CrlConfiguration: CrlConfiguration;
  readonly OcspConfiguration: OcspConfiguration;
}

/** A CRL that is kept: what switching it on must say is there. */
export interface KeptCrl extends CrlConfiguration {
  readonly ExpirationInDays: number;
  readonly S3BucketName: string;
}

export const REVOCATION_OFF: RevocationConfiguration = {
  CrlConfiguration: { Enabled: false },
  OcspConfiguration: { Enabled: false },
};

/** The CRL a CA keeps, if it does. */
export const keptCrl = ({ CrlConfiguration: crl }: RevocationConfiguration): KeptCrl | undefined =>
  crl.Enabled ? (crl as KeptCrl) : undefined;

type Rule = (crl: CrlConfiguration, ocsp: OcspConfiguration) => string | undefined;

const off = (what: string) => `A configuration that disables ${what} must contain Enabled alone.`;
const prefixed = (name: string | undefined): boolean => name !== undefined && /^[a-z][a-z0-9+.-]*:\/\//i.test(name);

/** What a configuration must be, in this order (API reference, RevocationConfiguration and CrlConfiguration). */
const RULES: readonly Rule[] = [
  (crl) => (!crl.Enabled && Object.values(crl).filter(isGiven).length > 1 ? off('CRLs') : undefined),
  (_, ocsp) => (!ocsp.Enabled && ocsp.OcspCustomCname !== undefined ? off('OCSP') : undefined),
  (crl) => (crl.Enabled && crl.S3BucketName === undefined ? 'S3BucketName is required to enable CRLs.' : undefined),
  (crl) =>
    crl.Enabled && crl.ExpirationInDays === undefined ? 'ExpirationInDays is required to enable CRLs.' : undefined,
  ({ S3BucketName: name }) =>
    name !== undefined && !isBucketName(name)
      ? `S3BucketName ${name} does not follow the naming rules of S3.`
      : undefined,
  ({ CustomCname }, { OcspCustomCname }) =>
    prefixed(CustomCname) || prefixed(OcspCustomCname) ? 'A CNAME must not include a protocol prefix.' : undefined,
  (crl) =>
    crl.CrlDistributionPointExtensionConfiguration?.OmitExtension && crl.CustomCname !== undefined
      ? 'OmitExtension cannot be enabled with a CustomCname.'
      : undefined,
];

const isGiven = (value: unknown): boolean => value !== undefined;

/**
 * A configuration with what a request says of it; what it does not say stays.
 *
 * @throws ServiceError InvalidArgsException
 */
export function configured(
  before: RevocationConfiguration,
  change: z.output<typeof revocationConfiguration> | undefined,
): RevocationConfiguration {
  const crl = change?.CrlConfiguration ?? before.CrlConfiguration;
  const ocsp = change?.OcspConfiguration ?? before.OcspConfiguration;
  const wrong = RULES.map((rule) => rule(crl, ocsp)).find(isGiven);
  if (wrong !== undefined) throw invalidArgs(wrong);
  // The service names this default itself, and shows it.
  return {
    CrlConfiguration: crl.Enabled ? { ...crl, S3ObjectAcl: crl.S3ObjectAcl ?? 'PUBLIC_READ' } : crl,
    OcspConfiguration: ocsp,
  };
}
