import type { ReadRegion } from '../../../cli/audit/report.ts';
import type { Caller } from '../../../core/aws/caller.ts';
import type { Certificate, CertificateFacts } from '../../../core/domain/certificates/certificate.ts';
import { known } from '../../../core/domain/fact.ts';
import { AUTHORITY_ARN, PKI } from '../../builders/accounts.ts';
import { factsOf } from '../../builders/authority-facts.ts';
import { factsAbout } from '../../builders/certificates.ts';

export const CALLER: Caller = { account: PKI, arn: `arn:aws:iam::${PKI}:user/erika` };

/** A region that was read. */
export const regionWith = (...facts: readonly CertificateFacts[]): ReadRegion => ({
  region: 'eu-west-1',
  facts: known(facts),
});

export const arnOf = (id: string): string => `arn:aws:acm:eu-west-1:${PKI}:certificate/${id}`;

/** A certificate whose CA lacks ACM's permission. */
export const blocked = (id: string, different: Partial<Certificate> = {}): CertificateFacts =>
  factsAbout({ arn: arnOf(id), domainName: `${id}.example.com`, ...different }, known(factsOf({ grants: known([]) })));

/** The first command that gives it. */
export const GRANT = `aws acm-pca create-permission --certificate-authority-arn ${AUTHORITY_ARN} --region eu-west-1 --principal acm.amazonaws.com --actions IssueCertificate GetCertificate ListPermissions`;
