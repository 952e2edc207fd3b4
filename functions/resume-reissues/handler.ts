import { reissuePorts } from '../../core/aws/reissue-ports.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { resumeReissues, resumeReissuesInput } from './resume-reissues.ts';

export const handler = lambdaFunction('resume-reissues', resumeReissuesInput, (runtime) =>
  resumeReissues(reissuePorts(runtime)),
);
