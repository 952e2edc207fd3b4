import type { Caller } from '../../core/aws/caller.ts';
import type { CertificateArn } from '../../core/domain/arn.ts';
import { CertificateNotFound } from '../../core/domain/certificates/certificate-not-found.ts';
import { describeUnreadable } from '../../core/domain/fact.ts';
import { gatherCertificateFacts, type CertificateFactsPorts } from '../../core/gathering/certificate-facts.ts';
import { adviceFor } from '../gap.ts';
import { NotRead } from '../not-read.ts';
import { explanationOf, type Explanation } from './report.ts';

/**
 * Reads and judges one certificate. Only reads.
 * @param now ISO 8601
 * @throws CertificateNotFound where there is none; NotRead where AWS would not tell
 */
export async function explain(
  ports: CertificateFactsPorts,
  caller: Caller,
  arn: CertificateArn,
  now: string,
): Promise<Explanation> {
  const facts = await gatherCertificateFacts(ports, arn);
  if (!facts.known) throw new NotRead(`${describeUnreadable(facts.why)}; ${adviceFor(facts.why, caller)}`);
  if (facts.value === undefined) throw new CertificateNotFound(arn);
  return explanationOf(facts.value, caller, now);
}
