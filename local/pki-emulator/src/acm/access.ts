import { parseAcmArn } from '../arns.ts';
import { notFound } from '../errors.ts';
import type { Call } from '../wire/call.ts';
import type { AcmCertificate } from './certificate.ts';

/** A certificate of the caller in this region; ACM shares nothing across accounts. @throws ServiceError */
export function certificateFor(call: Call, arn: string): AcmCertificate {
  const parts = parseAcmArn(arn);
  const { certificates } = call.world.state.scope(call.account, call.region);
  const certificate = parts.account === call.account ? certificates.get(arn) : undefined;
  if (!certificate) throw notFound(`Could not find certificate ${arn}.`);
  return certificate;
}
