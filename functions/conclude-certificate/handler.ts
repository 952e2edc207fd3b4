import { outbox, stores } from '../../core/aws/adapters.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { concludeCertificate, concludeCertificateInput } from './conclude-certificate.ts';

export const handler = lambdaFunction(
  'conclude-certificate',
  concludeCertificateInput,
  ({ configuration, clock, count }) =>
    concludeCertificate({ ...stores(configuration), outbox: outbox(configuration), clock, count }),
);
