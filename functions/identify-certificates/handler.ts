import { reissuePorts } from '../../core/aws/reissue-ports.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { identifyCertificates, identifyCertificatesInput } from './identify-certificates.ts';

export const handler = lambdaFunction('identify-certificates', identifyCertificatesInput, (runtime) =>
  identifyCertificates(reissuePorts(runtime)),
);
