import { type AttributeMappings, DEFAULT_MAPPINGS, mappingDetails } from './attribute-mappings.ts';
import { datesOf, type Resource } from './resources.ts';

export interface Profile extends Resource {
  name: string;
  enabled: boolean;
  readonly createdBy: string;
  readonly requireInstanceProperties: boolean;
  roleArns: readonly string[];
  managedPolicyArns: readonly string[];
  sessionPolicy: string | undefined;
  durationSeconds: number;
  acceptRoleSessionName: boolean;
  readonly attributeMappings: AttributeMappings;
}

/** What a profile has that CreateProfile does not say (service-facts 5.1). */
export const PROFILE_DEFAULTS = {
  requireInstanceProperties: false,
  managedPolicyArns: [],
  durationSeconds: 3600,
  acceptRoleSessionName: false,
  enabled: false,
} as const;

export const defaultMappings = (): AttributeMappings => new Map(Object.entries(DEFAULT_MAPPINGS)) as AttributeMappings;

/** A profile as the model shapes it. */
export const profileDetail = (profile: Profile) => ({
  profileId: profile.id,
  profileArn: profile.arn,
  name: profile.name,
  requireInstanceProperties: profile.requireInstanceProperties,
  enabled: profile.enabled,
  createdBy: profile.createdBy,
  ...(profile.sessionPolicy === undefined ? {} : { sessionPolicy: profile.sessionPolicy }),
  roleArns: profile.roleArns,
  managedPolicyArns: profile.managedPolicyArns,
  ...datesOf(profile),
  durationSeconds: profile.durationSeconds,
  acceptRoleSessionName: profile.acceptRoleSessionName,
  attributeMappings: mappingDetails(profile.attributeMappings),
});
