import { setTimeout as pause } from 'node:timers/promises';
import { readers, stores } from '../../core/aws/adapters.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { verifyAuthority, verifyAuthorityInput } from './verify-authority.ts';

export const handler = lambdaFunction('verify-authority', verifyAuthorityInput, (runtime) =>
  verifyAuthority({
    ...readers(runtime),
    ...stores(runtime.configuration),
    pause,
    clock: runtime.clock,
    count: runtime.count,
  }),
);
