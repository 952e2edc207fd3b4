import { readers, stores } from '../../core/aws/adapters.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { inspectCertificate, inspectCertificateInput } from './inspect-certificate.ts';

export const handler = lambdaFunction(
  'inspect-certificate',
  inspectCertificateInput,
  ({ configuration, clock, count }) =>
    inspectCertificate({ ...readers(configuration), ...stores(configuration), clock, count }),
);
