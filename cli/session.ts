import { callerIn, configuredRegion, type Caller } from '../core/aws/caller.ts';
import { profileNames } from '../core/aws/profiles.ts';
import { clockAt } from '../core/runtime/clock.ts';
import { useProfile, type Terminal } from '../core/runtime/terminal.ts';
import { credentialsComplaint } from './complaint.ts';
import { WrongUsage } from './wrong-usage.ts';

/** Whose credentials are used, from when on, and where. */
export interface Session {
  /** Asks STS who is calling. @throws Error in a person's words where no credentials are usable */
  readonly whoCalls: () => Promise<Caller>;
  readonly regions: readonly string[];
  /** ISO 8601. */
  readonly now: string;
}

export interface SessionOptions {
  readonly profile?: string;
  /** Absent: the one the SDK is configured for. */
  readonly region?: readonly string[];
}

/**
 * Settles where and when, and how to find out who.
 * @throws WrongUsage where no region is given or configured
 */
export async function openSession({ profile, region }: SessionOptions, terminal: Terminal): Promise<Session> {
  if (profile !== undefined) await choose(profile);
  const regions = region ?? [await defaultRegion()];
  return {
    whoCalls: () => callerOf(regions),
    regions,
    now: (await clockAt(terminal.clockEndpoint).now()).toISOString(),
  };
}

/** The SDK would pass over a profile that is not there, to a machine's own role for instance: another account's answers. */
async function choose(profile: string): Promise<void> {
  const names = await profileNames();
  if (!names.includes(profile)) {
    const others = names.length === 0 ? 'there are none' : `there are ${names.join(', ')}`;
    throw new WrongUsage(`--profile ${profile}: no such profile in the AWS configuration files; ${others}`);
  }
  useProfile(profile);
}

async function callerOf([region = '']: readonly string[]): Promise<Caller> {
  try {
    return await callerIn(region);
  } catch (error) {
    throw credentialsComplaint(error);
  }
}

async function defaultRegion(): Promise<string> {
  const region = await configuredRegion();
  if (region !== undefined) return region;
  throw new WrongUsage('no region: give --region eu-west-1, or set AWS_REGION, or a region in the profile');
}
