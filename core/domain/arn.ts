import { InvalidInput } from './invalid-input.ts';

/** Twelve digits. */
export type AccountId = string;

/** A private CA's ARN and the parts of it that matter. `arn` is the text as given. */
export interface AuthorityArn {
  readonly arn: string;
  readonly partition: string;
  readonly region: string;
  readonly account: AccountId;
  readonly id: string;
}

const PARTITION = /^aws[a-z-]*$/;
const REGION = /^[a-z]{2,}(-[a-z]+)+-\d+$/;
const ACCOUNT = /^\d{12}$/;
const AUTHORITY_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether the text is an AWS account id: twelve digits. */
export function isAccountId(text: string): text is AccountId {
  return ACCOUNT.test(text);
}

/** Whether the text has the form of a region's name, of any partition. */
export function isRegion(text: string): boolean {
  return REGION.test(text);
}

/**
 * Reads `arn:<partition>:acm-pca:<region>:<account>:certificate-authority/<uuid>` (service-facts 1.1), of any partition.
 * @param field the input's field, for the error
 * @throws InvalidInput naming the field and the part that is wrong
 */
export function parseAuthorityArn(value: unknown, field = 'certificateAuthorityArn'): AuthorityArn {
  const expected = 'arn:<partition>:acm-pca:<region>:<account>:certificate-authority/<uuid>';
  if (typeof value !== 'string') throw new InvalidInput(field, expected, value);
  const [prefix, partition = '', service, region = '', account = '', resource = '', ...rest] = value.split(':');
  const [type, id = '', ...deeper] = resource.split('/');
  const wrong = firstWrong([
    [prefix === 'arn', 'a text that starts with "arn:"'],
    [PARTITION.test(partition), 'a partition such as aws, aws-cn or aws-us-gov'],
    [service === 'acm-pca', 'the service acm-pca'],
    [isRegion(region), 'a region such as eu-west-1'],
    [isAccountId(account), 'an account of twelve digits'],
    [type === 'certificate-authority' && deeper.length === 0 && rest.length === 0, 'a certificate-authority'],
    [AUTHORITY_ID.test(id), 'a UUID after certificate-authority/'],
  ]);
  if (wrong !== undefined) throw new InvalidInput(field, `${expected} with ${wrong}`, value);
  return { arn: value, partition, region, account, id };
}

/** A certificate of ACM, or one that a private CA issued to whoever asked it directly. `arn` is the text as given. */
export type CertificateArn = {
  readonly arn: string;
  readonly partition: string;
  readonly region: string;
  readonly account: AccountId;
  readonly id: string;
} & ({ readonly service: 'acm' } | { readonly service: 'acm-pca'; readonly authorityArn: string });

const ACM_CERTIFICATE = /^certificate\/([0-9A-Za-z-]{1,64})$/;
const ISSUED_CERTIFICATE = /^certificate-authority\/([0-9a-f-]{36})\/certificate\/([0-9a-f]{1,40})$/;

/**
 * Reads the ARN of an ACM certificate, `arn:<partition>:acm:<region>:<account>:certificate/<id>`, or of one that a private CA
 * issued, `<ARN of the CA>/certificate/<serial in hex>` (service-facts 1.1).
 * @param field the input's field, for the error
 * @throws InvalidInput naming the field and the part that is wrong
 */
export function parseCertificateArn(value: unknown, field = 'certificateArn'): CertificateArn {
  const expected =
    'arn:<partition>:acm:<region>:<account>:certificate/<id>, or <ARN of the CA>/certificate/<serial in hex>,';
  if (typeof value !== 'string') throw new InvalidInput(field, expected, value);
  const [prefix, partition = '', service = '', region = '', account = '', ...resource] = value.split(':');
  const named = certificateIn(service, resource.join(':'));
  const wrong = firstWrong([
    [prefix === 'arn', 'a text that starts with "arn:"'],
    [PARTITION.test(partition), 'a partition such as aws, aws-cn or aws-us-gov'],
    [service === 'acm' || service === 'acm-pca', 'the service acm (or acm-pca)'],
    [isRegion(region), 'a region such as eu-west-1'],
    [isAccountId(account), 'an account of twelve digits'],
    [named !== undefined, 'certificate/ and the id of a certificate'],
  ]);
  if (wrong !== undefined || named === undefined) throw new InvalidInput(field, `${expected} with ${wrong}`, value);
  const { id, authorityId } = named;
  const place = { arn: value, partition, region, account, id };
  if (authorityId === undefined) return { ...place, service: 'acm' };
  const authority = `arn:${partition}:acm-pca:${region}:${account}:certificate-authority/${authorityId}`;
  return { ...place, service: 'acm-pca', authorityArn: parseAuthorityArn(authority, field).arn };
}

/**
 * The ARN of a certificate at the CA that issued it: its serial number has 16 bytes there (service-facts 1.1), however many zeros
 * other tools write in front.
 */
export const issuedCertificateArn = (authorityArn: string, serial: string): string =>
  `${authorityArn}/certificate/${serial.replace(/^0+/, '').padStart(32, '0')}`;

function certificateIn(service: string, resource: string): { id: string; authorityId?: string } | undefined {
  const [, acmId] = (service === 'acm' && ACM_CERTIFICATE.exec(resource)) || [];
  if (acmId !== undefined) return { id: acmId };
  const [, authorityId, id] = (service === 'acm-pca' && ISSUED_CERTIFICATE.exec(resource)) || [];
  return id === undefined || authorityId === undefined ? undefined : { id, authorityId };
}

function firstWrong(rules: readonly (readonly [boolean, string])[]): string | undefined {
  return rules.find(([holds]) => !holds)?.[1];
}
