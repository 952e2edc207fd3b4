import { reissuePorts } from '../../core/aws/reissue-ports.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { ofIssuance } from '../../core/runtime/shapes.ts';
import { retireCertificate } from './retire-certificate.ts';

export const handler = lambdaFunction('retire-certificate', ofIssuance, (runtime) =>
  retireCertificate(reissuePorts(runtime)),
);
