import * as z from 'zod/mini';
import { InvalidInput } from '../domain/invalid-input.ts';

const accounts = z.pipe(
  z.string(),
  z.transform((text) =>
    text
      .split(',')
      .map((account) => account.trim())
      .filter((account) => account !== ''),
  ),
);

const environment = z.object({
  /** The account RenewGuard is deployed in. */
  HUB_ACCOUNT: z.string().check(z.regex(/^\d{12}$/)),
  AWS_REGION: z.string().check(z.minLength(1)),
  PARTITION: z.string().check(z.regex(/^aws[a-z-]*$/)),
  TABLE_NAME: z.string().check(z.minLength(1)),
  TOPIC_ARN: z.string().check(z.startsWith('arn:')),
  EVENT_BUS_NAME: z.string().check(z.minLength(1)),
  MEMBER_ACCOUNTS: z.pipe(accounts, z.array(z.string().check(z.regex(/^\d{12}$/)))),
  MEMBER_ROLE_NAME: z.string().check(z.minLength(1)),
  EXTERNAL_ID: z._default(z.string(), ''),
  ORGANIZATION_ID: z._default(z.string(), ''),
  CLOCK_ENDPOINT: z._default(z.string(), ''),
});

/** What a function knows of where it runs: the environment, read once and validated. */
export interface Configuration {
  readonly hubAccount: string;
  readonly region: string;
  readonly partition: string;
  readonly tableName: string;
  readonly topicArn: string;
  readonly eventBusName: string;
  /** The other accounts that are read, through the member role. */
  readonly memberAccounts: readonly string[];
  readonly memberRoleName: string;
  /** Empty: none is sent. */
  readonly externalId: string;
  /** Empty: not known. */
  readonly organizationId: string;
  /** Empty: the system's clock. */
  readonly clockEndpoint: string;
}

/** @throws InvalidInput naming the variable that is missing or wrong */
export function readConfiguration(variables: Readonly<Record<string, string | undefined>>): Configuration {
  const parsed = environment.safeParse(variables);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const variable = String(issue?.path[0] ?? 'environment');
    throw new InvalidInput(`environment variable ${variable}`, issue?.message ?? 'a value', variables[variable]);
  }
  const read = parsed.data;
  return {
    hubAccount: read.HUB_ACCOUNT,
    region: read.AWS_REGION,
    partition: read.PARTITION,
    tableName: read.TABLE_NAME,
    topicArn: read.TOPIC_ARN,
    eventBusName: read.EVENT_BUS_NAME,
    memberAccounts: read.MEMBER_ACCOUNTS.filter((account) => account !== read.HUB_ACCOUNT),
    memberRoleName: read.MEMBER_ROLE_NAME,
    externalId: read.EXTERNAL_ID,
    organizationId: read.ORGANIZATION_ID,
    clockEndpoint: read.CLOCK_ENDPOINT,
  };
}
