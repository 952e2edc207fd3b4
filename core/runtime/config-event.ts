import * as z from 'zod/mini';

/** A resource that has changed, as a configuration item names it. */
export interface ChangedItem {
  readonly resourceType: string;
  readonly resourceId: string;
  readonly arn: string;
  /** Deleted, or no longer recorded. */
  readonly isGone: boolean;
}

const text = (what: string) => z.string(what).check(z.minLength(1, what));
const time = z
  .string('a time, ISO 8601')
  .check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/, 'a time, ISO 8601'));

/** The statuses of an item that is there; the others are `ResourceDeleted`, `ResourceNotRecorded` and `ResourceDeletedNotRecorded`. */
const THERE: readonly string[] = ['OK', 'ResourceDiscovered'];

const item = z.object(
  {
    resourceType: text('the type of a resource'),
    resourceId: text('the id of a resource'),
    ARN: z.nullish(z.string('an ARN')),
    configurationItemStatus: text('the status of a configuration item'),
    configurationItemCaptureTime: time,
  },
  'a configuration item',
);

const changedItem = (read: z.infer<typeof item>) => {
  const { resourceType, resourceId, ARN, configurationItemStatus, configurationItemCaptureTime: at } = read;
  const isGone = !THERE.includes(configurationItemStatus);
  return { changed: { resourceType, resourceId, arn: ARN ?? resourceId, isGone }, at };
};

const notification = z.discriminatedUnion(
  'messageType',
  [
    z.object({ messageType: z.literal('ScheduledNotification'), notificationCreationTime: time }),
    z.object({ messageType: z.literal('ConfigurationItemChangeNotification'), configurationItem: item }),
    z.object({
      messageType: z.literal('OversizedConfigurationItemChangeNotification'),
      configurationItemSummary: item,
    }),
  ],
  'a ScheduledNotification, or a ConfigurationItemChangeNotification, oversized or not',
);

/** Config hands in JSON within JSON. */
const invokingEvent = z.pipe(
  z.string('JSON, as text').check(z.refine(isJson, 'JSON, as text')),
  z.pipe(
    z.transform((json: string): unknown => JSON.parse(json)),
    z.pipe(
      notification,
      z.transform((read): { readonly at: string } | { readonly at: string; readonly changed: ChangedItem } => {
        if (read.messageType === 'ScheduledNotification') return { at: read.notificationCreationTime };
        return changedItem('configurationItem' in read ? read.configurationItem : read.configurationItemSummary);
      }),
    ),
  ),
);

/** What AWS Config invokes the function of a custom rule with (Config developer guide, Example events for AWS Config rules). */
export const configEvent = z.object(
  {
    accountId: text('the account of the rule'),
    configRuleName: text('the name of the rule'),
    eventLeftScope: z._default(z.boolean('true or false'), false),
    resultToken: text('the token of the invocation'),
    invokingEvent,
  },
  'an object',
);

export type ConfigEvent = z.infer<typeof configEvent>;

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
