import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type PublicCertificate, statusOf } from '../acm/certificate.ts';
import { issuePublicly } from '../acm/public-issuance.ts';
import { parseAcmArn } from '../arns.ts';
import { tellAvailable } from '../events/certificate-events.ts';
import { partitionOf } from '../partition.ts';
import { domainName } from '../validation/members.ts';
import type { World } from '../world.ts';
import { AdminRefusal, route } from './route.ts';

/** Whether the DNS record that proves control of a public certificate's names is found; the first time, it is issued. */
export const setDomainValidated = route({
  method: 'POST',
  path: '/certificates/public',
  input: z.strictObject({ certificateArn: z.string(), domainValidated: z.boolean() }),
  async answer({ certificateArn, domainValidated }, world) {
    const certificate = requestedPublicly(certificateArn, world);
    certificate.domainValidated = domainValidated;
    if (domainValidated && !certificate.material) await issueFirst(certificate, world);
    return { certificateArn, domainValidated, status: statusOf(certificate, world.clock.now()) };
  },
});

/** Issues a certificate that waited; of two validations at the same time the first counts. */
async function issueFirst(certificate: PublicCertificate, world: World): Promise<void> {
  const { alternativeNames: domainNames, keyAlgorithm } = certificate;
  const material = await issuePublicly({ domainNames, keyAlgorithm }, world);
  if (certificate.material) return;
  certificate.material = material;
  world.agenda.plan(certificate.arn);
  tellAvailable(certificate, 'ISSUANCE', world);
}

function requestedPublicly(arn: string, { state, clock }: World): PublicCertificate {
  const { account, region } = parseAcmArn(arn);
  const certificate = state.scope(account, region).certificates.get(arn);
  const refused = (why: string) => new AdminRefusal('certificateArn', `certificateArn: ${why}`);
  if (!certificate) throw refused(`there is no certificate ${arn}`);
  if (certificate.type !== 'AMAZON_ISSUED') throw refused(`${arn} is ${certificate.type}, not a public certificate`);
  if (certificate.acme) throw refused(`the domain of ${arn} is validated at its ACME endpoint`);
  if (statusOf(certificate, clock.now()) === 'VALIDATION_TIMED_OUT') {
    throw refused(`the validation of ${arn} has timed out; request another certificate`);
  }
  return certificate;
}

/** A public certificate as an ACME client would have obtained it: the ACME operations are not here. */
export const makeAcmeCertificate = route({
  method: 'POST',
  path: '/certificates/acme',
  input: z.strictObject({
    accountId: z.string().regex(/^\d{12}$/, { error: 'must be twelve digits' }),
    region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d+$/, { error: 'must be a region, as eu-west-1' }),
    domainName,
    keyAlgorithm: z.enum(['RSA_2048', 'EC_prime256v1', 'EC_secp384r1']).default('EC_prime256v1'),
  }),
  async answer({ accountId, region, domainName: name, keyAlgorithm }, world) {
    const { clock, state } = world;
    const createdAt = clock.now();
    const acm = `arn:${partitionOf(region)}:acm:${region}:${accountId}`;
    const certificate: PublicCertificate = {
      type: 'AMAZON_ISSUED',
      arn: `${acm}:certificate/${randomUUID()}`,
      sequence: state.nextSequence(),
      domainName: name,
      alternativeNames: [name],
      keyAlgorithm,
      createdAt,
      tags: new Map(),
      inUseBy: [],
      transparencyLogging: 'ENABLED',
      export: 'DISABLED',
      exported: false,
      domainValidated: true,
      material: await issuePublicly({ domainNames: [name], keyAlgorithm }, world),
      acme: { endpointArn: `${acm}:acme-endpoint/${randomUUID()}`, accountId: randomUUID() },
    };
    state.scope(accountId, region).certificates.set(certificate.arn, certificate);
    world.agenda.plan(certificate.arn);
    tellAvailable(certificate, 'ISSUANCE', world);
    return { certificateArn: certificate.arn };
  },
});
