/** Regions whose name begins so belong to another partition than `aws` (AWS General Reference, ARN format). */
const PARTITIONS: readonly [prefix: string, partition: string][] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
];

/** The partition of a region name: `eu-west-1` → `aws`, `cn-north-1` → `aws-cn`. */
export function partitionOf(region: string): string {
  return PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}
