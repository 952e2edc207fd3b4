import { setTimeout as pause } from 'node:timers/promises';
import { readers, stores } from '../../core/aws/adapters.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { findDependents, findDependentsInput } from './find-dependents.ts';

export const handler = lambdaFunction('find-dependents', findDependentsInput, (runtime) =>
  findDependents({ ...readers(runtime), ...stores(runtime.configuration), pause }),
);
