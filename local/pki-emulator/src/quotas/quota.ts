import { ACM_RATES } from './acm.ts';
import { ACM_PCA_RATES, ADJUSTABLE } from './acm-pca.ts';
import { ROLES_ANYWHERE_GROUPS } from './rolesanywhere.ts';
import { TAGGING_RATES } from './tagging.ts';

/** How often a second an account may call in a region: an operation, or the group it shares its rate with. */
export interface Quota {
  /** `<service>:<operation or group>`, what is counted together. */
  readonly name: string;
  readonly perSecond: number;
}

/** Where no figure is published for an operation, the lowest of the published ones holds: the stricter reading. */
const LOWEST = 1;

const TABLES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  acm: ACM_RATES,
  'acm-pca': ACM_PCA_RATES,
  tagging: TAGGING_RATES,
};

/** The published quota of an operation; undefined for services that have none here. */
export function quotaOf(service: string, operation: string): Quota | undefined {
  if (service === 'rolesanywhere') return groupOf(operation);
  const rates = TABLES[service];
  return rates && { name: `${service}:${operation}`, perSecond: rates[operation] ?? LOWEST };
}

function groupOf(operation: string): Quota {
  const [group, { perSecond }] = Object.entries(ROLES_ANYWHERE_GROUPS).find(([, { operations }]) =>
    operations.includes(operation),
  ) ?? [operation, { perSecond: LOWEST }];
  return { name: `rolesanywhere:${group}`, perSecond };
}

/** Those that AWS raises on request. */
export const ADJUSTABLE_QUOTAS: readonly string[] = ADJUSTABLE.map((operation) => `acm-pca:${operation}`);

/** The published quotas by name. */
export function publishedQuotas(): Map<string, number> {
  const tables = Object.entries(TABLES).flatMap(([service, rates]) =>
    Object.entries(rates).map(([operation, rate]) => [`${service}:${operation}`, rate] as const),
  );
  const groups = Object.entries(ROLES_ANYWHERE_GROUPS).map(
    ([group, { perSecond }]) => [`rolesanywhere:${group}`, perSecond] as const,
  );
  return new Map([...tables, ...groups]);
}
