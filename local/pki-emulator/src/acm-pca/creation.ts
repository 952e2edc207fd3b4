import { z } from 'zod';
import { invalidArgs, ServiceError } from '../errors.ts';
import { partitionOf } from '../partition.ts';
import { addTags } from '../tags.ts';
import { oneOf } from '../validation/constraints.ts';
import { pcaToken, tags } from '../validation/members.ts';
import { familyOfKey } from '../x509/keys.ts';
import { SIGNING_SHAPES } from '../x509/signing.ts';
import { type Authority, type AuthorityConfiguration, isGone } from './authority.ts';
import { csrExtensions, requestedExtensions } from './csr-extensions.ts';
import { revocationConfiguration } from './revocation-configuration.ts';
import { signingAlgorithm } from './signing-algorithm.ts';
import { checkSubject, subject } from './subject.ts';

const keyAlgorithm = oneOf(
  [
    'RSA_2048',
    'RSA_3072',
    'RSA_4096',
    'EC_prime256v1',
    'EC_secp384r1',
    'EC_secp521r1',
    'ML_DSA_44',
    'ML_DSA_65',
    'ML_DSA_87',
    'SM2',
  ],
  ['RSA_2048', 'RSA_3072', 'RSA_4096', 'EC_prime256v1', 'EC_secp384r1', 'EC_secp521r1'],
);

/** CreateCertificateAuthority (service model). */
export const creationInput = z.strictObject({
  CertificateAuthorityConfiguration: z.strictObject({
    KeyAlgorithm: keyAlgorithm,
    SigningAlgorithm: signingAlgorithm,
    Subject: subject,
    CsrExtensions: csrExtensions.optional(),
  }),
  CertificateAuthorityType: z.enum(['ROOT', 'SUBORDINATE']),
  RevocationConfiguration: revocationConfiguration.optional(),
  IdempotencyToken: pcaToken.optional(),
  KeyStorageSecurityStandard: z
    .enum(['FIPS_140_2_LEVEL_2_OR_HIGHER', 'FIPS_140_2_LEVEL_3_OR_HIGHER', 'CCPC_LEVEL_1_OR_HIGHER'])
    .default('FIPS_140_2_LEVEL_3_OR_HIGHER'),
  Tags: tags.optional(),
  UsageMode: z.enum(['GENERAL_PURPOSE', 'SHORT_LIVED_CERTIFICATE']).default('GENERAL_PURPOSE'),
});

export type CreationInput = z.output<typeof creationInput>;

/** @throws ServiceError InvalidArgsException, InvalidTagException, TooManyTagsException */
export function checkConfiguration(request: CreationInput, region: string): void {
  const { CsrExtensions, ...configuration } = request.CertificateAuthorityConfiguration;
  checkAlgorithms(configuration);
  checkSubject(configuration.Subject);
  requestedExtensions(CsrExtensions);
  checkStandard(request.KeyStorageSecurityStandard, region);
  addTags(new Map(), request.Tags ?? []);
}

function checkAlgorithms({ KeyAlgorithm, SigningAlgorithm }: AuthorityConfiguration): void {
  if (familyOfKey(KeyAlgorithm) === SIGNING_SHAPES[SigningAlgorithm].family) return;
  throw invalidArgs(`The signing algorithm ${SigningAlgorithm} does not fit the key algorithm ${KeyAlgorithm}.`);
}

/** Regions of China have keys by another standard than all others (API reference, KeyStorageSecurityStandard). */
function checkStandard(standard: CreationInput['KeyStorageSecurityStandard'], region: string): void {
  if ((standard === 'CCPC_LEVEL_1_OR_HIGHER') === (partitionOf(region) === 'aws-cn')) return;
  throw invalidArgs('A certificate authority cannot be created in this region with the specified security standard.');
}

/** CAs of an account and region; deleted ones count until their restoration window ends (service-facts 1.7). */
const MOST_AUTHORITIES = 200;

export function checkQuota(authorities: Iterable<Authority>, now: Date): void {
  const counted = [...authorities].filter((each) => !isGone(each, now)).length;
  if (counted < MOST_AUTHORITIES) return;
  throw new ServiceError(
    'LimitExceededException',
    `You have reached the quota of ${MOST_AUTHORITIES} private CAs in this account and region.`,
  );
}
