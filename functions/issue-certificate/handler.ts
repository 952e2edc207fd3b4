import { reissuePorts } from '../../core/aws/reissue-ports.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { ofIssuance } from '../../core/runtime/shapes.ts';
import { issueCertificate } from './issue-certificate.ts';

export const handler = lambdaFunction('issue-certificate', ofIssuance, (runtime) =>
  issueCertificate(reissuePorts(runtime)),
);
