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
    [REGION.test(region), 'a region such as eu-west-1'],
    [isAccountId(account), 'an account of twelve digits'],
    [type === 'certificate-authority' && deeper.length === 0 && rest.length === 0, 'a certificate-authority'],
    [AUTHORITY_ID.test(id), 'a UUID after certificate-authority/'],
  ]);
  if (wrong !== undefined) throw new InvalidInput(field, `${expected} with ${wrong}`, value);
  return { arn: value, partition, region, account, id };
}

function firstWrong(rules: readonly (readonly [boolean, string])[]): string | undefined {
  return rules.find(([holds]) => !holds)?.[1];
}
