import { readers, stores } from '../../core/aws/adapters.ts';
import { removerRecords } from '../../core/aws/repair-records.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { identifyAuthorities, identifyAuthoritiesInput } from './identify-authorities.ts';

export const handler = lambdaFunction('identify-authorities', identifyAuthoritiesInput, (runtime) => {
  const { configuration } = runtime;
  return identifyAuthorities({
    ...readers(runtime),
    ...stores(configuration),
    removers: removerRecords(configuration),
  });
});
