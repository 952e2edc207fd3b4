import { DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import * as z from 'zod/mini';
import type { AccountId } from '../domain/arn.ts';
import type { Fact } from '../domain/fact.ts';
import { MODES, type Mode } from '../domain/reissue/mode.ts';
import { DEFAULT_SCOPE, NOTHING_ELSE } from '../domain/sweep/scope.ts';
import type { Scope } from '../domain/sweep/sweep.ts';
import type { Limits } from '../reissue/ports.ts';
import { ownStackClient } from './clients.ts';
import { AwsRefused, errorName, readFact } from './errors.ts';

/** RenewGuard as it is deployed in an account and region: what its stack's outputs tell. */
export interface Deployment {
  readonly stack: string;
  readonly region: string;
  readonly tableName: string;
  readonly reissueMachineArn: string;
  /** The machine that reissue-certificate starts for issuing and delivering. */
  readonly deliverMachineArn: string;
  /** The mode until somebody sets one. */
  readonly initialMode: Mode;
  readonly limits: Limits;
  /** The routing table of alerts until somebody sets one, JSON; absent: there is none. */
  readonly alertRoutes?: string;
  /** The machines that events start, each absent where the stack does not tell it. */
  readonly guards?: { readonly authority: string | undefined; readonly certificate: string | undefined };
  /** False: its rules take no drills. Absent: the stack does not tell. */
  readonly acceptsDrills?: boolean;
  /** Absent: a RenewGuard of before it swept. */
  readonly sweeping?: Sweeping;
}

/** How it sweeps. */
export interface Sweeping {
  readonly machineArn: string;
  /** Where reports are written to. */
  readonly bucketName: string;
  /** What is swept where no scope of this name is set. */
  readonly defaultScope: Scope;
}

const atLeastOne = z.pipe(z.string().check(z.regex(/^[1-9]\d{0,6}$/)), z.transform(Number));

/** The outputs of template.yaml that the command line needs. */
const outputs = z.object({
  TableName: z.string().check(z.minLength(1)),
  ReissueCertificateArn: z.string().check(z.startsWith('arn:')),
  IssueAndDeliverArn: z.string().check(z.startsWith('arn:')),
  InitialMode: z.enum(MODES),
  IssuancesPerHour: atLeastOne,
  IssuancesPerRenewal: atLeastOne,
});

/** … and those about sweeps, which an older one has not. No regions: the own one. */
const sweepOutputs = z.object({
  SweepOrganizationArn: z.string().check(z.startsWith('arn:')),
  SweepScope: z.enum(['own', 'organization']),
  SweepRegions: z.optional(z.string().check(z.regex(/^([a-z0-9-]+(, *[a-z0-9-]+)*)?$/))),
  SweepEveryHours: atLeastOne,
  BucketName: z.string().check(z.minLength(1)),
});

/**
 * Finds RenewGuard by the name of its stack.
 * @returns undefined where there is no such stack
 * @throws AwsRefused where the stack is something else, or an older RenewGuard
 */
export function deploymentOf(stack: string, account: AccountId, region: string): Promise<Fact<Deployment | undefined>> {
  return readFact('cloudformation:DescribeStacks', account, async () => {
    const found = await describedStack(stack, region);
    return found && deploymentIn(found, stack, region);
  });
}

/** CloudFormation says ValidationError both of a stack that is not there and of a name that can't be one. */
async function describedStack(StackName: string, region: string): Promise<Stack | undefined> {
  try {
    const { Stacks = [] } = await ownStackClient(region).send(new DescribeStacksCommand({ StackName }));
    return Stacks[0];
  } catch (error) {
    if (errorName(error) === 'ValidationError' && /does not exist/.test(String(error))) return undefined;
    throw error;
  }
}

function deploymentIn(
  { Outputs = [], Parameters = [], StackStatus }: Stack,
  stack: string,
  region: string,
): Deployment {
  const told = Object.fromEntries(Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
  const usable = <T>(shape: z.ZodMiniType<T>): T => {
    const parsed = shape.safeParse(told);
    if (parsed.success) return parsed.data;
    const output = String(parsed.error.issues[0]?.path[0]);
    throw new AwsRefused(
      `the stack ${stack} in ${region} (${StackStatus ?? 'of unknown status'}) has no usable output ${output}: it is ` +
        'no RenewGuard, or an older one, or not deployed yet; deploy it again, or name another stack with --stack',
    );
  };
  const read = usable(outputs);
  const drills = Parameters.find(({ ParameterKey }) => ParameterKey === 'AcceptDrillEvents')?.ParameterValue;
  return {
    stack,
    region,
    tableName: read.TableName,
    reissueMachineArn: read.ReissueCertificateArn,
    deliverMachineArn: read.IssueAndDeliverArn,
    initialMode: read.InitialMode,
    limits: { perAuthorityAndHour: read.IssuancesPerHour, perGeneration: read.IssuancesPerRenewal },
    ...(told['GuardAuthorityArn'] && {
      guards: { authority: told['GuardAuthorityArn'], certificate: told['GuardCertificateArn'] },
    }),
    ...(drills !== undefined && { acceptsDrills: drills === 'true' }),
    ...(told['AlertRoutes'] && { alertRoutes: told['AlertRoutes'] }),
    ...('SweepOrganizationArn' in told && { sweeping: sweepingIn(usable(sweepOutputs), region) }),
  };
}

const sweepingIn = (read: z.infer<typeof sweepOutputs>, region: string): Sweeping => ({
  machineArn: read.SweepOrganizationArn,
  bucketName: read.BucketName,
  defaultScope: {
    name: DEFAULT_SCOPE,
    accounts: read.SweepScope,
    regions: read.SweepRegions ? read.SweepRegions.split(/, */) : [region],
    everyHours: read.SweepEveryHours,
    include: NOTHING_ELSE,
  },
});
