import { inventories, stores } from '../../core/aws/adapters.ts';
import { reissuePorts } from '../../core/aws/reissue-ports.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { inspectCertificate, inspectCertificateInput } from './inspect-certificate.ts';

export const handler = lambdaFunction('inspect-certificate', inspectCertificateInput, (runtime) =>
  inspectCertificate({
    ...stores(runtime.configuration),
    ...inventories(runtime.configuration),
    ...reissuePorts(runtime),
  }),
);
