import { reissuePorts } from '../../core/aws/reissue-ports.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { ofIssuance } from '../../core/runtime/shapes.ts';
import { collectCertificate } from './collect-certificate.ts';

export const handler = lambdaFunction('collect-certificate', ofIssuance, (runtime) =>
  collectCertificate(reissuePorts(runtime)),
);
