import { createPublicKey, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { invalidArgs } from '../../errors.ts';
import { partitionOf } from '../../partition.ts';
import { Pending } from '../../state/pending.ts';
import { oneOf, refusedMember } from '../../validation/constraints.ts';
import { pcaToken, tags } from '../../validation/members.ts';
import type { Call } from '../../wire/call.ts';
import { operation } from '../../wire/operation.ts';
import { familyOfKey, newPrivateKey } from '../../x509/keys.ts';
import { nameOf } from '../../x509/names.ts';
import { writeRequest } from '../../x509/requests.ts';
import { SIGNING_SHAPES } from '../../x509/signing.ts';
import type { Authority, AuthorityConfiguration, AuthorityKeys } from '../authority.ts';
import { revocationConfiguration } from '../revocation-configuration.ts';
import { signingAlgorithm } from '../signing-algorithm.ts';
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
    CsrExtensions: refusedMember(),
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

/** Creates a CA: its keys and CSR come later, its certificate by import. */
export const createCertificateAuthority = operation({
  name: 'CreateCertificateAuthority',
  changes: true,
  input,
  answer(request, call) {
    const { clock, state } = call.world;
    const { tokens, authorities } = state.scope(call.account, call.region);
    const remembered = JSON.stringify([call.operation, request]);
    const known = request.IdempotencyToken && tokens.recall(remembered, clock.now());
    if (known) return { CertificateAuthorityArn: known };
    const authority = newAuthority(request, call);
    authorities.set(authority.arn, authority);
    if (request.IdempotencyToken) tokens.remember(remembered, authority.arn, clock.now(), TOKEN_MINUTES);
    return { CertificateAuthorityArn: authority.arn };
  },
});

function newAuthority(request: Input, call: Call): Authority {
  const { clock, settleMilliseconds, state } = call.world;
  const { KeyAlgorithm, SigningAlgorithm, Subject } = request.CertificateAuthorityConfiguration;
  const configuration = { KeyAlgorithm, SigningAlgorithm, Subject };
  checkAlgorithms(configuration);
  checkSubject(configuration.Subject);
  const tagged: Tags = new Map();
  addTags(tagged, request.Tags ?? []);
  const arn = `arn:${partitionOf(call.region)}:acm-pca:${call.region}:${call.account}:certificate-authority/${randomUUID()}`;
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
    status: 'PENDING_CERTIFICATE',
    stateChangedAt: clock.now(),
  };
}

function checkAlgorithms({ KeyAlgorithm, SigningAlgorithm }: AuthorityConfiguration): void {
  if (familyOfKey(KeyAlgorithm) === SIGNING_SHAPES[SigningAlgorithm].family) return;
  throw invalidArgs(`The signing algorithm ${SigningAlgorithm} does not fit the key algorithm ${KeyAlgorithm}.`);
}

async function makeKeys({ KeyAlgorithm, SigningAlgorithm, Subject }: AuthorityConfiguration): Promise<AuthorityKeys> {
  const privateKey = await newPrivateKey(KeyAlgorithm);
  const publicKey = createPublicKey(privateKey);
  const { pem: csr } = await writeRequest(nameOf(Subject), { privateKey, algorithm: SigningAlgorithm });
  return { privateKey, publicKey, csr };
}
