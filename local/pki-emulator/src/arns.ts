import { invalidArn } from './errors.ts';
import { partitionOf } from './partition.ts';

/** Where a resource lives, as its ARN says. */
export interface ArnParts {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

const ARN = /^arn:(aws[a-z-]*):([a-z-]+):([a-z0-9-]*):(\d{12})?:(.+)$/;
const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const AUTHORITY = new RegExp(`^certificate-authority/${UUID}$`);
const ISSUED = new RegExp(`^(certificate-authority/${UUID})/certificate/[0-9a-f]{32}$`);
const ACM_CERTIFICATE = new RegExp(`^certificate/${UUID}$`);

function parse(arn: string, service: string, resource: RegExp): ArnParts {
  const [, partition = '', named = '', region = '', account = '', rest = ''] = ARN.exec(arn) ?? [];
  const fits = named === service && account !== '' && partition === partitionOf(region) && resource.test(rest);
  if (!fits) throw invalidArn(`Invalid ARN: ${arn.slice(0, 200)}`);
  return { partition, service, region, account, resource: rest };
}

/** `arn:<partition>:acm-pca:<region>:<account>:certificate-authority/<uuid>`. @throws InvalidArnException */
export const parseAuthorityArn = (arn: string): ArnParts => parse(arn, 'acm-pca', AUTHORITY);

/** A CA's ARN + `/certificate/<32 lower-case hex>`, the hex being the serial number. @throws InvalidArnException */
export const parseIssuedArn = (arn: string): ArnParts => parse(arn, 'acm-pca', ISSUED);

/** `arn:<partition>:acm:<region>:<account>:certificate/<uuid>`. @throws InvalidArnException */
export const parseAcmArn = (arn: string): ArnParts => parse(arn, 'acm', ACM_CERTIFICATE);

/** The root user of an account: how the emulator names a caller whose key is the account itself. */
export const rootArn = (account: string, region: string): string => `arn:${partitionOf(region)}:iam::${account}:root`;

/** Account and region of an ARN that the emulator made. */
export function placeOf(arn: string): { readonly account: string; readonly region: string } {
  const [, , , region = '', account = ''] = arn.split(':');
  return { account, region };
}
