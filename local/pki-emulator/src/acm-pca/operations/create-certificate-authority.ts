import { createPublicKey, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { invalidArgs, ServiceError } from '../../errors.ts';
import { announceWhenMade } from '../../events/authority-events.ts';
import { partitionOf } from '../../partition.ts';
import { Pending } from '../../state/pending.ts';
import { oneOf } from '../../validation/constraints.ts';
import { pcaToken, tags } from '../../validation/members.ts';
import type { Call } from '../../wire/call.ts';
import { operation } from '../../wire/operation.ts';
import { familyOfKey, newPrivateKey } from '../../x509/keys.ts';
import { nameOf } from '../../x509/names.ts';
import { writeRequest } from '../../x509/requests.ts';
import { SIGNING_SHAPES } from '../../x509/signing.ts';
import { type Authority, type AuthorityConfiguration, type AuthorityKeys, isGone } from '../authority.ts';
import { newLists } from '../crl/lists.ts';
import { csrExtensions, requestedExtensions } from '../csr-extensions.ts';
import {
  configured,
  keptCrl,
  REVOCATION_OFF,
  revocationConfiguration,
  type RevocationConfiguration,
} from '../revocation-configuration.ts';
import { signingAlgorithm } from '../signing-algorithm.ts';
import { testPermission } from '../storage/permission-test.ts';
import { checkSubject, subject } from '../subject.ts';
import { addTags, type Tags } from '../../tags.ts';

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

const input = z.strictObject({
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

type Input = z.output<typeof input>;

/** The service remembers the token for five minutes (API reference). */
const TOKEN_MINUTES = 5;

/** CAs of an account and region; deleted ones count until their restoration window ends (service-facts 1.7). */
const MOST_AUTHORITIES = 200;

/** Creates a CA: its keys and CSR come later, its certificate by import. */
export const createCertificateAuthority = operation({
  name: 'CreateCertificateAuthority',
  changes: true,
  input,
  async answer(request, call) {
    const { clock, state } = call.world;
    const { tokens, authorities } = state.scope(call.account, call.region);
    const remembered = JSON.stringify([call.operation, request]);
    const known = () => request.IdempotencyToken && tokens.recall(remembered, clock.now());
    const before = known();
    if (before) return { CertificateAuthorityArn: before };
    const revocation = configured(REVOCATION_OFF, request.RevocationConfiguration);
    checkConfiguration(request, call);
    const arn = `arn:${partitionOf(call.region)}:acm-pca:${call.region}:${call.account}:certificate-authority/${randomUUID()}`;
    const crl = keptCrl(revocation);
    if (crl) await testPermission(crl, { arn, owner: call.account, region: call.region }, call.world);
    // An equal request may have been answered while the bucket was tried; nothing is awaited from here on.
    const meanwhile = known();
    if (meanwhile) return { CertificateAuthorityArn: meanwhile };
    checkQuota(authorities.values(), clock.now());
    const authority = newAuthority(request, { arn, revocation }, call);
    authorities.set(arn, authority);
    call.world.time.track(announceWhenMade(authority, call.world));
    if (request.IdempotencyToken) tokens.remember(remembered, arn, clock.now(), TOKEN_MINUTES);
    return { CertificateAuthorityArn: arn };
  },
});

/** @throws ServiceError InvalidArgsException, InvalidTagException, TooManyTagsException */
function checkConfiguration(request: Input, call: Call): void {
  const { CsrExtensions, ...configuration } = request.CertificateAuthorityConfiguration;
  checkAlgorithms(configuration);
  checkSubject(configuration.Subject);
  requestedExtensions(CsrExtensions);
  checkStandard(request.KeyStorageSecurityStandard, call.region);
  addTags(new Map(), request.Tags ?? []);
}

function checkAlgorithms({ KeyAlgorithm, SigningAlgorithm }: AuthorityConfiguration): void {
  if (familyOfKey(KeyAlgorithm) === SIGNING_SHAPES[SigningAlgorithm].family) return;
  throw invalidArgs(`The signing algorithm ${SigningAlgorithm} does not fit the key algorithm ${KeyAlgorithm}.`);
}

/** Regions of China have keys by another standard than all others (API reference, KeyStorageSecurityStandard). */
function checkStandard(standard: Input['KeyStorageSecurityStandard'], region: string): void {
  if ((standard === 'CCPC_LEVEL_1_OR_HIGHER') === (partitionOf(region) === 'aws-cn')) return;
  throw invalidArgs('A certificate authority cannot be created in this region with the specified security standard.');
}

function checkQuota(authorities: Iterable<Authority>, now: Date): void {
  const counted = [...authorities].filter((each) => !isGone(each, now)).length;
  if (counted < MOST_AUTHORITIES) return;
  throw new ServiceError(
    'LimitExceededException',
    `You have reached the quota of ${MOST_AUTHORITIES} private CAs in this account and region.`,
  );
}

function newAuthority(
  request: Input,
  { arn, revocation }: { readonly arn: string; readonly revocation: RevocationConfiguration },
  call: Call,
): Authority {
  const { clock, settleMilliseconds, state } = call.world;
  const configuration = request.CertificateAuthorityConfiguration;
  const tagged: Tags = new Map();
  addTags(tagged, request.Tags ?? []);
  return {
    arn,
    owner: call.account,
    region: call.region,
    sequence: state.nextSequence(),
    type: request.CertificateAuthorityType,
    usageMode: request.UsageMode,
    keyStorageSecurityStandard: request.KeyStorageSecurityStandard,
    configuration,
    createdAt: clock.now(),
    keys: new Pending(clock, settleMilliseconds, makeKeys(configuration)),
    permissions: [],
    tags: tagged,
    issued: new Map(),
    lists: newLists(),
    auditReports: new Map(),
    revocation,
    status: 'PENDING_CERTIFICATE',
    stateChangedAt: clock.now(),
  };
}

async function makeKeys({
  KeyAlgorithm,
  SigningAlgorithm,
  Subject,
  CsrExtensions,
}: AuthorityConfiguration): Promise<AuthorityKeys> {
  const privateKey = await newPrivateKey(KeyAlgorithm);
  const publicKey = createPublicKey(privateKey);
  const signer = { privateKey, algorithm: SigningAlgorithm };
  const { pem: csr } = await writeRequest(nameOf(Subject), signer, requestedExtensions(CsrExtensions));
  return { privateKey, publicKey, csr };
}
