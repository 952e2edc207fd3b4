import { partitionOf } from '../../partition.ts';
import type { Authority } from '../authority.ts';
import type { KeptCrl, RevocationConfiguration } from '../revocation-configuration.ts';

/** Where one of a CA's lists is: its S3 key, and the URL that certificates name. */
export interface Location {
  readonly key: string;
  readonly url: string;
}

const idOf = ({ arn }: Pick<Authority, 'arn'>): string => arn.slice(arn.lastIndexOf('/') + 1);

/**
 * `crl/<CA id>.crl`, or `<CustomPath>/<CA id>.crl`; a partition's list has its own id in place of the CA's, below the CA's
 * where no path is chosen (user guide, crl-planning; API reference, CustomPath).
 *
 * @param partition undefined for the complete list
 */
export function locationOf(authority: Pick<Authority, 'arn' | 'region'>, crl: KeptCrl, partition?: string): Location {
  const { CustomPath: path } = crl;
  const folder = path === undefined ? 'crl/' : path === '/' || path === '' ? '' : `${path}/`;
  const id = idOf(authority);
  const name = partition === undefined ? id : path === undefined ? `${id}/${partition}` : partition;
  const key = `${folder}${name}.crl`;
  return { key, url: `http://${hostOf(authority.region, crl)}/${key}` };
}

const hostOf = (region: string, { CustomCname, S3BucketName }: KeptCrl): string =>
  CustomCname ?? `${S3BucketName}.s3.${region}.${domainOf(region)}`;

const domainOf = (region: string): string => (partitionOf(region) === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com');

/** Who answers OCSP for a CA's certificates (user guide, "Customize OCSP URL"); undefined when nobody does. */
export function responderOf(region: string, { OcspConfiguration: ocsp }: RevocationConfiguration): string | undefined {
  if (!ocsp.Enabled) return undefined;
  return `http://${ocsp.OcspCustomCname ?? `ocsp.acm-pca.${region}.${domainOf(region)}`}`;
}
