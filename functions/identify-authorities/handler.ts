import { readers, stores } from '../../core/aws/adapters.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { identifyAuthorities, identifyAuthoritiesInput } from './identify-authorities.ts';

export const handler = lambdaFunction('identify-authorities', identifyAuthoritiesInput, (runtime) =>
  identifyAuthorities({ ...readers(runtime), ...stores(runtime.configuration) }),
);
