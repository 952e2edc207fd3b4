import { createPublicKey, randomUUID } from 'node:crypto';
import { announceWhenMade } from '../../events/authority-events.ts';
import { partitionOf } from '../../partition.ts';
import { Pending } from '../../state/pending.ts';
import { addTags, type Tags } from '../../tags.ts';
import type { Call } from '../../wire/call.ts';
import { operation } from '../../wire/operation.ts';
import { newPrivateKey } from '../../x509/keys.ts';
import { nameOf } from '../../x509/names.ts';
import { writeRequest } from '../../x509/requests.ts';
import type { Authority, AuthorityConfiguration, AuthorityKeys } from '../authority.ts';
import { checkConfiguration, checkQuota, creationInput, type CreationInput } from '../creation.ts';
import { newLists } from '../crl/lists.ts';
import { requestedExtensions } from '../csr-extensions.ts';
import { configured, keptCrl, REVOCATION_OFF, type RevocationConfiguration } from '../revocation-configuration.ts';
import { testPermission } from '../storage/permission-test.ts';

/** The service remembers the token for five minutes (API reference). */
const TOKEN_MINUTES = 5;

/** Creates a CA: its keys and CSR come later, its certificate by import. */
export const createCertificateAuthority = operation({
  name: 'CreateCertificateAuthority',
  changes: true,
  input: creationInput,
  async answer(request, call) {
    const { clock, state } = call.world;
    const { tokens, authorities } = state.scope(call.account, call.region);
    const remembered = JSON.stringify([call.operation, request]);
    const known = () => request.IdempotencyToken && tokens.recall(remembered, clock.now());
    const before = known();
    if (before) return { CertificateAuthorityArn: before };
    const revocation = configured(REVOCATION_OFF, request.RevocationConfiguration);
    checkConfiguration(request, call.region);
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

function newAuthority(
  request: CreationInput,
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
