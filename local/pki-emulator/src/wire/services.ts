import { acmOperations } from '../acm/operations.ts';
import { authorityOperations } from '../acm-pca/operations.ts';
import { notEmulated, ServiceError } from '../errors.ts';
import { rolesAnywhere } from '../rolesanywhere/routes.ts';
import { taggingOperations } from '../tagging/operations.ts';
import type { ServiceName } from './call.ts';
import type { Operation, Service } from './operation.ts';

const SERVICES: Readonly<Record<string, Service>> = {
  CertificateManager: acmOperations,
  ACMPrivateCA: authorityOperations,
  ResourceGroupsTaggingAPI_20170126: taggingOperations,
};

const ALL: readonly Service[] = [...Object.values(SERVICES), rolesAnywhere];

export const SERVICE_NAMES: readonly ServiceName[] = ALL.map(({ name }) => name);

/** The service of a name, for what configures it. */
export function serviceNamed(name: ServiceName): Service {
  const service = ALL.find((each) => each.name === name);
  if (!service) throw new Error(`${name} is not served`);
  return service;
}

/** Is a call aimed at a service that is here? */
export const isTargeted = (target = ''): boolean => Object.hasOwn(SERVICES, target.split('.')[0] ?? '');

/**
 * The operation that `X-Amz-Target: <prefix>.<Operation>` names.
 *
 * @throws ServiceError UnknownOperationException; ValidationException for one the real service has and this has not
 */
export function targeted(target: string | undefined): { service: Service; operation: Operation } {
  const [prefix = '', name = ''] = (target ?? '').split('.');
  const service = Object.hasOwn(SERVICES, prefix) ? SERVICES[prefix] : undefined;
  const operation = service?.operations.find((each) => each.name === name);
  if (service && operation) return { service, operation };
  if (service?.refused.includes(name)) throw notEmulated(`the operation ${target}`);
  throw new ServiceError('UnknownOperationException', `Unknown operation: ${target ?? 'no X-Amz-Target header'}`);
}
