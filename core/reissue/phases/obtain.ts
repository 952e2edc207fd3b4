import type { Issuance } from '../../domain/reissue/issuance.ts';
import { AuthorityCannotIssue, DeliveryRefused } from '../../domain/reissue/refusals.ts';
import type { AcmActor, CertificatePem, Issuer } from '../ports.ts';
import type { NotYet, Phase } from './phase.ts';

export interface ObtainPorts {
  readonly issuer: Pick<Issuer, 'issuedPem'>;
  readonly acm: Pick<AcmActor, 'acmPem'>;
}

/** Reads the new certificate. */
type Obtain = (ports: ObtainPorts, issuance: Issuance) => Promise<CertificatePem | NotYet>;

/** Issuing takes seconds (service-facts 1.4). */
const LOOK_AGAIN_SECONDS = 2;

export const OBTAIN: Phase<Obtain> = {
  'acm-import': obtainIssued,
  secret: obtainIssued,
  'same-key': obtainIssued,
  'acm-managed': async ({ acm }, { issued }) =>
    (await acm.acmPem(issued?.certificateArn ?? '')) ?? { wait: LOOK_AGAIN_SECONDS },
  export: async ({ acm }, { replaces: { certificateArn } }) => {
    const pem = await acm.acmPem(certificateArn);
    if (pem === undefined) throw new DeliveryRefused(`${certificateArn} is not given out by ACM`);
    return pem;
  },
};

async function obtainIssued({ issuer }: ObtainPorts, { request, issued }: Issuance): Promise<CertificatePem | NotYet> {
  if (request === undefined || issued === undefined) throw new AuthorityCannotIssue('nothing was issued yet');
  return (await issuer.issuedPem(request.authorityArn, issued.certificateArn)) ?? { wait: LOOK_AGAIN_SECONDS };
}
