import { readers, stores } from '../../core/aws/adapters.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { verifyAuthority, verifyAuthorityInput } from './verify-authority.ts';

export const handler = lambdaFunction('verify-authority', verifyAuthorityInput, ({ configuration, clock, count }) =>
  verifyAuthority({ ...readers(configuration), ...stores(configuration), clock, count }),
);
