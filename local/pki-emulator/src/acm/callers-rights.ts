import { authorise } from '../authorisation/authorise.ts';
import { contextOf } from '../authorisation/context.ts';
import type { Call } from '../wire/call.ts';

/** What ACM does at the CA with the identity of whoever requests a private certificate. */
const OPERATIONS = ['IssueCertificate', 'GetCertificate'];

/**
 * First issuance runs with the caller's identity (service-facts 2.2): its quota at acm-pca is counted, and its rights are
 * asked for, to issue and, the stricter reading, to fetch what was issued.
 *
 * @throws ServiceError ThrottlingException, AccessDeniedException, or why IAM could not be asked
 */
export async function requireCallersRights(call: Call, authorityArn: string): Promise<void> {
  const throttled = call.world.quotas.refusal(call);
  if (throttled) throw throttled;
  for (const operation of OPERATIONS) {
    const asked: Call = { ...call, operation };
    await authorise(asked, { resource: authorityArn, context: contextOf(asked, {}) });
  }
}
