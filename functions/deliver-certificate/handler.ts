import { reissuePorts } from '../../core/aws/reissue-ports.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { ofIssuance } from '../../core/runtime/shapes.ts';
import { deliverCertificate } from './deliver-certificate.ts';

export const handler = lambdaFunction('deliver-certificate', ofIssuance, (runtime) =>
  deliverCertificate(reissuePorts(runtime)),
);
