import { authorityScanPorts } from '../../core/aws/authority-scan-ports.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { scanAuthority, scanAuthorityInput } from './scan-authority.ts';

export const handler = lambdaFunction('scan-authority', scanAuthorityInput, (runtime) =>
  scanAuthority(authorityScanPorts(runtime)),
);
