import { digestPorts } from '../../core/aws/digest-ports.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { writeDigests, writeDigestsInput } from './write-digests.ts';

export const handler = lambdaFunction('write-digests', writeDigestsInput, (runtime) =>
  writeDigests(digestPorts(runtime)),
);
