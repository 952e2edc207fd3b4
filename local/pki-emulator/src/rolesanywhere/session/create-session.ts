import { z } from 'zod';
import { refusedMember } from '../../validation/constraints.ts';
import { matching } from '../../validation/constraints.ts';
import type { Call } from '../../wire/call.ts';
import type { HttpRequest } from '../../wire/messages.ts';
import { operation } from '../../wire/operation.ts';
import { durationSeconds, profileArn, roleArn, trustAnchorArn } from '../members.ts';
import { holdingsOf, withArn } from '../resources.ts';
import type { TrustAnchor } from '../trust-anchor.ts';
import { denied } from './denied.ts';
import { granted } from './granting.ts';
import { proven } from './proof.ts';
import { recordedOf } from './recording.ts';
import { note, subjectOf } from './subjects.ts';
import { trustedPath } from './trusted-path.ts';

const properties = z
  .record(z.string().min(1).max(200), z.string().min(1).max(200))
  .refine((given) => Object.keys(given).length <= 50, { error: 'Member must have length less than or equal to 50' });

const input = z.strictObject({
  profileArn,
  roleArn,
  trustAnchorArn,
  durationSeconds: durationSeconds.optional(),
  roleSessionName: matching('[\\w+=,.@-]*', 2, 64).optional(),
  /** Deprecated, and without effect in the service. */
  sessionName: z.string().optional(),
  instanceProperties: properties.optional(),
  cert: refusedMember(),
});

export type CreateSessionInput = z.output<typeof input>;

/** Credentials of a role for who proves to hold a certificate's key (service-facts 5.2). */
export const createSession = operation({
  name: 'CreateSession',
  status: 201,
  changes: true,
  input,
  recorded: recordedOf,
  async answer(asked, call) {
    const now = call.world.clock.now();
    const presented = proven(requestOf(call), now);
    const anchor = enabledAnchor(asked.trustAnchorArn, call);
    const path = trustedPath(presented, anchor, now);
    const subject = subjectOf(presented.leaf, call);
    const attempt = { certificate: presented.leaf, properties: asked.instanceProperties };
    try {
      const credentialSet = [await granted(asked, { anchor, path }, call)];
      note(subject, { ...attempt, failed: false }, now);
      return { credentialSet, subjectArn: subject.arn };
    } catch (error) {
      note(subject, { ...attempt, failed: true }, now);
      throw error;
    }
  },
});

function requestOf({ proof }: Call): HttpRequest {
  if (!proof) throw denied('CreateSession is signed with a certificate.');
  return proof;
}

function enabledAnchor(arn: string, call: Call): TrustAnchor {
  if (arn.split(':')[3] !== call.region) {
    throw denied(`The Credential is scoped to ${call.region}, the trust anchor is in another region.`);
  }
  const anchor = withArn(holdingsOf(call).trustAnchors, arn);
  if (!anchor) throw denied(`There is no trust anchor ${arn}.`);
  if (!anchor.enabled) throw denied('The trust anchor is disabled.');
  return anchor;
}
