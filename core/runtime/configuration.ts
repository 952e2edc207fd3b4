import * as z from 'zod/mini';
import { MODES, type Mode } from '../domain/reissue/mode.ts';
import { InvalidInput } from '../domain/invalid-input.ts';
import { REPAIR_MODES, type RepairMode } from '../domain/repair/repair.ts';

const account = (what: string) => z.string(what).check(z.regex(/^\d{12}$/, what));

const text = (what: string) => z.string(what).check(z.minLength(1, what));

const accounts = z.pipe(
  z.string('a list of accounts, separated by commas'),
  z.transform((list) =>
    list
      .split(',')
      .map((account) => account.trim())
      .filter((account) => account !== ''),
  ),
);

const regions = z.pipe(
  z.string('a list of regions, separated by commas'),
  z.transform((list) => list.split(',').flatMap((region) => region.trim() || [])),
);

/** Whose accounts are swept where no scope is set. */
const SWEPT = ['own', 'organization'] as const;

const SWITCHES = ['off', 'on'] as const;

const WHOLE = 'a whole number from 1';

const atLeastOne = z.pipe(z.string(WHOLE).check(z.regex(/^[1-9]\d{0,6}$/, WHOLE)), z.transform(Number));

const environment = z.object({
  /** The account RenewGuard is deployed in. */
  HUB_ACCOUNT: account('an account of twelve digits'),
  AWS_REGION: text('a region'),
  PARTITION: z.string('a partition such as aws').check(z.regex(/^aws[a-z-]*$/, 'a partition such as aws')),
  TABLE_NAME: text('the name of the table'),
  TOPIC_ARN: z.string('the ARN of the topic').check(z.startsWith('arn:', 'the ARN of the topic')),
  EVENT_BUS_NAME: text('the name of the bus'),
  MEMBER_ACCOUNTS: z.pipe(accounts, z.array(account('accounts of twelve digits, separated by commas'))),
  MEMBER_ROLE_NAME: text('the name of the role in the member accounts'),
  MEMBER_ACT_ROLE_NAME: z._default(z.string(), ''),
  EXTERNAL_ID: z._default(z.string(), ''),
  ALERT_ROUTES: z._default(z.string(), ''),
  SECURITY_HUB: z._default(z.enum(SWITCHES, `one of ${SWITCHES.join(', ')}`), 'off'),
  CLOCK_ENDPOINT: z._default(z.string(), ''),
  ROLES_ANYWHERE_ENDPOINT: z._default(z.string(), ''),
  SECRETS_KEY_ARN: z.string('the ARN of the key').check(z.startsWith('arn:', 'the ARN of the key')),
  BUCKET_NAME: text('the name of the bucket'),
  REISSUE_MACHINE_ARN: z.string('the ARN of the machine').check(z.startsWith('arn:', 'the ARN of the machine')),
  REPAIR_MACHINE_ARN: z.string('the ARN of the machine').check(z.startsWith('arn:', 'the ARN of the machine')),
  REPAIR_MODE: z.enum(REPAIR_MODES, `one of ${REPAIR_MODES.join(', ')}`),
  INITIAL_MODE: z.enum(MODES, `one of ${MODES.join(', ')}`),
  ISSUANCES_PER_HOUR: atLeastOne,
  ISSUANCES_PER_RENEWAL: atLeastOne,
  SWEEP_ACCOUNTS: z.enum(SWEPT, `one of ${SWEPT.join(', ')}`),
  SWEEP_REGIONS: z.pipe(
    regions,
    z.array(z.string('regions').check(z.regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/, 'regions such as eu-west-1'))),
  ),
  SWEEP_EVERY_HOURS: atLeastOne,
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
  /** The role with which certificates of members are replaced. Empty: they never are. */
  readonly memberActRoleName: string;
  /** Empty: none is sent. */
  readonly externalId: string;
  /** Who is told of what, until somebody sets that: JSON, not read yet. Empty: all goes to the topic. */
  readonly alertRoutes: string;
  /** Whether Security Hub is told of every finding. */
  readonly securityHub: (typeof SWITCHES)[number];
  /** Empty: the system's clock. */
  readonly clockEndpoint: string;
  /** Empty: AWS's. */
  readonly rolesAnywhereEndpoint: string;
  /** The key under which secrets are written. */
  readonly secretsKeyArn: string;
  /** Where audit reports are written to. */
  readonly reportBucket: string;
  readonly reissueMachineArn: string;
  readonly repairMachineArn: string;
  /** What is done about a missing permission or policy, where a CA's tag says nothing else. */
  readonly repairMode: RepairMode;
  /** The mode until somebody sets one. */
  readonly initialMode: Mode;
  /** What is swept where no scope is set. No regions: the own one. */
  readonly sweep: {
    readonly accounts: (typeof SWEPT)[number];
    readonly regions: readonly string[];
    readonly everyHours: number;
  };
  readonly limits: { readonly perAuthorityAndHour: number; readonly perGeneration: number };
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
    memberActRoleName: read.MEMBER_ACT_ROLE_NAME,
    externalId: read.EXTERNAL_ID,
    alertRoutes: read.ALERT_ROUTES,
    securityHub: read.SECURITY_HUB,
    clockEndpoint: read.CLOCK_ENDPOINT,
    rolesAnywhereEndpoint: read.ROLES_ANYWHERE_ENDPOINT,
    secretsKeyArn: read.SECRETS_KEY_ARN,
    reportBucket: read.BUCKET_NAME,
    reissueMachineArn: read.REISSUE_MACHINE_ARN,
    repairMachineArn: read.REPAIR_MACHINE_ARN,
    repairMode: read.REPAIR_MODE,
    initialMode: read.INITIAL_MODE,
    sweep: { accounts: read.SWEEP_ACCOUNTS, regions: read.SWEEP_REGIONS, everyHours: read.SWEEP_EVERY_HOURS },
    limits: { perAuthorityAndHour: read.ISSUANCES_PER_HOUR, perGeneration: read.ISSUANCES_PER_RENEWAL },
  };
}
