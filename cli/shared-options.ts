import { InvalidArgumentError, Option, type Command } from 'commander';
import { isAccountId, isRegion } from '../core/domain/arn.ts';

/** What every command takes. */
export interface SharedOptions {
  readonly profile?: string;
  readonly json?: true;
}

/** What commands about RenewGuard itself take. */
export interface StackOptions extends SharedOptions {
  /** Absent: as the terminal's environment says. */
  readonly stack?: string;
}

/** … and those that no ARN tells the region. */
export interface PlaceOptions extends StackOptions {
  /** Absent: the region that the SDK is configured for. */
  readonly region?: string;
}

export const profileOption = (): Option =>
  new Option('--profile <name>', 'the credentials of this profile (as AWS_PROFILE)').argParser((name: string) => {
    if (name.trim() === '') throw new InvalidArgumentError('Expected the name of a profile.');
    return name;
  });

/** CloudFormation's names (API reference, CreateStack), or the stack's ARN. */
const STACK = /^([A-Za-z][A-Za-z0-9-]{0,127}|arn:aws[a-z-]*:cloudformation:[\w:/-]{1,300})$/;

export const stackOption = (): Option =>
  new Option('--stack <name>', "RenewGuard's stack; else RENEWGUARD_STACK, else renewguard").argParser(
    (name: string) => {
      if (!STACK.test(name)) throw new InvalidArgumentError('Expected the name of a stack, such as renewguard.');
      return name;
    },
  );

export const regionOption = (): Option =>
  new Option('--region <region>', "where RenewGuard is; else the SDK's region (AWS_REGION, profile)").argParser(
    (region: string) => {
      if (!isRegion(region)) throw new InvalidArgumentError('Expected a region such as eu-west-1.');
      return region;
    },
  );

/** The options of a command that no ARN tells the place. @param json what `--json` does */
export const inPlace = (command: Command, json = 'print it as JSON'): Command =>
  command.addOption(regionOption()).addOption(stackOption()).addOption(profileOption()).option('--json', json);

/** An account as it was typed. */
export function accountIn(text: string): string {
  if (!isAccountId(text)) throw new InvalidArgumentError('Expected an account of twelve digits.');
  return text;
}
