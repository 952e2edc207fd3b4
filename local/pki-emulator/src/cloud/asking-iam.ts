import { ServiceError } from '../errors.ts';
import { elementIn, messageOf, query, refusalIn } from './asking.ts';

/** IAM or STS of one account, asked as the account itself, which may. */
export interface AccountAsker {
  readonly endpoint: string;
  readonly account: string;
  readonly region: string;
}

const VERSIONS = { iam: '2010-05-08', sts: '2011-06-15' } as const;

/** A refusal that the caller of `asked` can make something of. */
export class Refusal extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
  }
}

/**
 * One call of IAM or STS.
 *
 * @returns the XML of the answer
 * @throws Refusal with the service's error code; ServiceError ServiceUnavailable (503) where nobody answers as AWS does
 */
export async function asked(
  { endpoint, account, region }: AccountAsker,
  service: keyof typeof VERSIONS,
  form: Readonly<Record<string, string>>,
): Promise<string> {
  const whole = { Version: VERSIONS[service], ...form };
  const answer = await query(endpoint, whole, { accessKeyId: account, region, service }).catch((error: unknown) => {
    throw unavailable(`${service} at ${endpoint} could not be asked: ${messageOf(error)}`);
  });
  const code = elementIn(answer, 'Code');
  if (code !== undefined) throw new Refusal(code, elementIn(answer, 'Message') ?? code);
  if (!answer.includes(`${form['Action']}Response`)) {
    throw unavailable(`${service} at ${endpoint} could not be asked: ${refusalIn(answer)}`);
  }
  return answer;
}

const unavailable = (message: string): ServiceError => new ServiceError('ServiceUnavailable', message, 503);

/** The texts of all elements of a name, in order. */
export const elementsIn = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}>[^<]*</${name}>`, 'g'))].map(([each]) => elementIn(each, name) ?? '');
