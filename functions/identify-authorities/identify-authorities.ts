import * as z from 'zod/mini';
import { manualTrigger, recordTrigger, type Removal, type Trigger } from '../../core/domain/authorities/trigger.ts';
import { reportedRemover } from '../../core/domain/repair/repair.ts';
import type { RemoverRecords } from '../../core/repair/ports.ts';
import type { Drill } from '../../core/domain/drill/drill.ts';
import { drillIn } from '../../core/runtime/drill-shape.ts';
import { parseInput } from '../../core/runtime/parse-input.ts';
import { triggeredAuthorities, type TriggeredAuthoritiesPorts } from '../../core/gathering/triggered-authorities.ts';

const text = z.optional(z.nullable(z.string('a text')));

/** An EventBridge event of a CloudTrail record, whole or trimmed by the rule; fields it lacks may be empty texts. */
const record = z.object(
  {
    account: z.string('an account of twelve digits'),
    detail: z.object(
      {
        eventName: z.string('the name of an API call'),
        eventSource: z.string('a service such as acm-pca.amazonaws.com'),
        eventTime: text,
        errorCode: text,
        userIdentity: z.optional(z.nullable(z.object({ arn: text }, 'an object'))),
        requestParameters: z.optional(
          z.nullable(
            z.object(
              { certificateAuthorityArn: text, resourceArn: text, status: text, roleName: text, aWSServiceName: text },
              'an object',
            ),
          ),
        ),
      },
      'a CloudTrail record',
    ),
  },
  'an event of EventBridge',
);

/** `{certificateAuthorityArn}` by hand, or an event. What else an event carries is not looked at. */
export const identifyAuthoritiesInput = z.looseObject(
  { certificateAuthorityArn: z.optional(z.unknown()), detail: z.optional(z.unknown()) },
  'an object',
);

export interface IdentifiedAuthority {
  readonly certificateAuthorityArn: string;
  readonly eventName: string;
  readonly removals: readonly Removal[];
  /** Whether this is the only CA asked about: then the execution's output tells all of it. */
  readonly alone: boolean;
  /** With a fire drill: the CA is read, and nothing is changed. */
  readonly drill?: Drill;
}

export interface IdentifiedAuthorities {
  readonly authorities: readonly IdentifiedAuthority[];
  /** Why there is nothing to do; null where there is. */
  readonly skipped: string | null;
}

export interface IdentifyAuthoritiesPorts extends TriggeredAuthoritiesPorts {
  readonly removers: Pick<RemoverRecords, 'noteRemover'>;
}

/** Says which CAs an event or a person asks to verify. */
export function identifyAuthorities(ports: IdentifyAuthoritiesPorts) {
  return async (input: z.infer<typeof identifyAuthoritiesInput>): Promise<IdentifiedAuthorities> => {
    const told = input.detail === undefined ? undefined : parseInput(record, input);
    const trigger = told === undefined ? manualTrigger(input.certificateAuthorityArn) : triggerOf(told);
    const drill = drillIn(input);
    if (told !== undefined && drill === undefined) await noteRemover(ports, trigger, told);
    if (trigger.scope === 'none') return { authorities: [], skipped: trigger.reason };
    const arns = await triggeredAuthorities(ports, trigger);
    const because = { ...becauseOf(trigger, drill), alone: arns.length === 1 };
    const authorities = arns.map((certificateAuthorityArn) => ({ certificateAuthorityArn, ...because }));
    return { authorities, skipped: arns.length > 0 ? null : 'the account shares no certificate authority' };
  };
}

/** In a drill nothing was removed: no read waits for it to show. */
function becauseOf(
  { eventName, removal }: Exclude<Trigger, { scope: 'none' }>,
  drill: Drill | undefined,
): Pick<IdentifiedAuthority, 'eventName' | 'removals' | 'drill'> {
  if (drill !== undefined) return { eventName, removals: [], drill };
  return { eventName, removals: removal === undefined ? [] : [removal] };
}

/** Whoever is told of a removal wants to know who it was; nothing is decided by it. */
async function noteRemover(
  { removers }: IdentifyAuthoritiesPorts,
  trigger: Trigger,
  { detail: { userIdentity, eventTime } }: z.infer<typeof record>,
): Promise<void> {
  if (trigger.scope !== 'authority' || (trigger.removal !== 'permission' && trigger.removal !== 'policy')) return;
  const remover = reportedRemover(userIdentity?.arn ?? '', eventTime ?? '');
  if (remover !== undefined) await removers.noteRemover(trigger.authority.arn, trigger.removal, remover);
}

function triggerOf({ account, detail }: z.infer<typeof record>): Trigger {
  const { eventName, eventSource, errorCode, requestParameters } = detail;
  return recordTrigger({
    account,
    eventName,
    eventSource,
    errorCode: errorCode ?? '',
    parameters: withoutNulls(requestParameters ?? {}),
  });
}

const withoutNulls = (fields: Record<string, string | null | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).filter((field): field is [string, string] => typeof field[1] === 'string'));
