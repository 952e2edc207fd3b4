import { z } from 'zod';
import { matching } from '../validation/constraints.ts';

/** Members that several operations share, with the limits of the service model (botocore 1.43.106). */

export const uuid = matching('.*[a-f0-9]{8}-([a-z0-9]{4}-){3}[a-z0-9]{12}.*', 36, 36);

export const resourceName = matching('[ a-zA-Z0-9-_]*', 1, 255);

const TAG_TEXT = '[ a-zA-Z0-9_.:/=+@-]*';

export const tags = z
  .array(z.strictObject({ key: matching(TAG_TEXT, 1, 128), value: matching(TAG_TEXT, 0, 256) }))
  .max(200);

export const tagKeys = z.array(matching(TAG_TEXT, 1, 128)).max(200);

export const resourceArn = z.string().min(1).max(1011);

const arnOf = (service: string, resource: string) =>
  matching(`arn:aws(-[^:]+)?:${service}(:.*){2}(:${resource}.*)`, 1, 1011);

export const trustAnchorArn = arnOf('rolesanywhere', 'trust-anchor');
export const profileArn = arnOf('rolesanywhere', 'profile');
export const roleArn = arnOf('iam', 'role');

/** Seconds that a session may last. */
export const durationSeconds = z.int().min(900).max(43_200);

const event = z.enum(['CA_CERTIFICATE_EXPIRY', 'END_ENTITY_CERTIFICATE_EXPIRY']);
const channel = z.enum(['ALL']).optional();

export const notificationSettings = z
  .array(z.strictObject({ event, enabled: z.boolean(), threshold: z.int().min(1).max(360).optional(), channel }))
  .max(50);

export const notificationSettingKeys = z.array(z.strictObject({ event, channel })).max(50);

/** Where a list goes on, and how long its page is; the model sets no limits on the length, 1000 is the emulator's. */
export const page = {
  nextToken: z.string().min(1).max(10_000).optional(),
  pageSize: z.int().min(1).max(1000).optional(),
};
