import type { ServiceName } from './botocore.ts';
import { walkCertificates } from './scenario-acm.ts';
import { walkAuthorities } from './scenario-acm-pca.ts';
import { walkRolesAnywhere } from './scenario-rolesanywhere.ts';
import type { Walk } from './walk.ts';

/** How every operation of a service comes to succeed at least once. */
export const SCENARIOS: Readonly<Record<ServiceName, (walk: Walk) => Promise<void>>> = {
  acm: walkCertificates,
  'acm-pca': walkAuthorities,
  rolesanywhere: walkRolesAnywhere,
};
