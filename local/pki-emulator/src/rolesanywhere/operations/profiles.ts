import { z } from 'zod';
import type { Call } from '../../wire/call.ts';
import { operation } from '../../wire/operation.ts';
import { FIELDS, putMapping, removeMapping } from '../attribute-mappings.ts';
import { durationSeconds, resourceName, roleArn, tags, uuid } from '../members.ts';
import { defaultMappings, type Profile, PROFILE_DEFAULTS, profileDetail } from '../profile.ts';
import { MOST, requireRoom } from '../quotas.ts';
import { found, holdingsOf, newResource } from '../resources.ts';
import { requirePolicy } from '../session-policy.ts';
import { putTags } from '../tagging.ts';
import { deleting, disabling, enabling, getting, listing } from './of-a-kind.ts';

const KIND = {
  kind: 'profile',
  noun: 'Profile',
  member: 'profile',
  all: ({ profiles }: { readonly profiles: Map<string, Profile> }) => profiles,
  detailOf: profileDetail,
} as const;

export const getProfile = getting(KIND);
export const deleteProfile = deleting(KIND);
export const enableProfile = enabling(KIND);
export const disableProfile = disabling(KIND);
export const listProfiles = listing(KIND);

const roleArns = z.array(roleArn).max(250);
const managedPolicyArns = z.array(z.string().min(1).max(200)).max(50);
const sessionPolicy = z.string().min(1).max(100_000);

export const createProfile = operation({
  name: 'CreateProfile',
  status: 201,
  changes: true,
  input: z.strictObject({
    name: resourceName,
    requireInstanceProperties: z.boolean().default(PROFILE_DEFAULTS.requireInstanceProperties),
    sessionPolicy: sessionPolicy.optional(),
    roleArns,
    managedPolicyArns: managedPolicyArns.default([...PROFILE_DEFAULTS.managedPolicyArns]),
    durationSeconds: durationSeconds.default(PROFILE_DEFAULTS.durationSeconds),
    enabled: z.boolean().default(PROFILE_DEFAULTS.enabled),
    tags: tags.default([]),
    acceptRoleSessionName: z.boolean().default(PROFILE_DEFAULTS.acceptRoleSessionName),
  }),
  answer({ tags: given, ...members }, call) {
    const { profiles } = holdingsOf(call);
    requireRoom('profiles in an account and region', profiles.size, MOST.profiles);
    requirePolicy(members.sessionPolicy);
    const profile: Profile = {
      ...newResource('profile', call),
      ...members,
      sessionPolicy: members.sessionPolicy,
      createdBy: call.account,
      attributeMappings: defaultMappings(),
    };
    putTags(profile.tags, given);
    profiles.set(profile.id, profile);
    return { profile: profileDetail(profile) };
  },
});

export const updateProfile = operation({
  name: 'UpdateProfile',
  changes: true,
  input: z.strictObject({
    profileId: uuid,
    name: resourceName.optional(),
    sessionPolicy: sessionPolicy.optional(),
    roleArns: roleArns.optional(),
    managedPolicyArns: managedPolicyArns.optional(),
    durationSeconds: durationSeconds.optional(),
    acceptRoleSessionName: z.boolean().optional(),
  }),
  answer({ profileId, ...members }, call) {
    const profile = found('profile', holdingsOf(call).profiles, profileId);
    requirePolicy(members.sessionPolicy);
    return changed(profile, call, () => {
      const given = Object.entries(members).filter(([, value]) => value !== undefined);
      Object.assign(profile, Object.fromEntries(given));
    });
  },
});

/** Replaces the rules of one certificate field; those of the others stay. */
export const putAttributeMapping = operation({
  name: 'PutAttributeMapping',
  changes: true,
  input: z.strictObject({
    profileId: uuid,
    certificateField: z.enum(FIELDS),
    mappingRules: z.array(z.strictObject({ specifier: z.string().max(60) })),
  }),
  answer({ profileId, certificateField, mappingRules }, call) {
    const profile = found('profile', holdingsOf(call).profiles, profileId);
    const specifiers = mappingRules.map(({ specifier }) => specifier);
    return changed(profile, call, () => putMapping(profile.attributeMappings, certificateField, specifiers));
  },
});

export const deleteAttributeMapping = operation({
  name: 'DeleteAttributeMapping',
  changes: true,
  input: z.strictObject({
    profileId: uuid,
    certificateField: z.enum(FIELDS),
    specifiers: z.array(z.string()).optional(),
  }),
  answer({ profileId, certificateField, specifiers }, call) {
    const profile = found('profile', holdingsOf(call).profiles, profileId);
    return changed(profile, call, () => removeMapping(profile.attributeMappings, certificateField, specifiers));
  },
});

function changed(profile: Profile, { world }: Call, change: () => void): object {
  change();
  profile.updatedAt = world.clock.now();
  return { profile: profileDetail(profile) };
}
