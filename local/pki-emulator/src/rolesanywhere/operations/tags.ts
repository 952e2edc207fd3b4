import { z } from 'zod';
import { notFound } from '../../errors.ts';
import type { Tags } from '../../tags.ts';
import type { Call } from '../../wire/call.ts';
import { operation } from '../../wire/operation.ts';
import { resourceArn, tagKeys, tags } from '../members.ts';
import { holdingsOf, type Resource, withArn } from '../resources.ts';
import { putTags, tagsOf } from '../tagging.ts';

export const tagResource = operation({
  name: 'TagResource',
  status: 201,
  changes: true,
  input: z.strictObject({ resourceArn, tags }),
  answer(input, call) {
    putTags(tagsAt(input.resourceArn, call), input.tags);
    return {};
  },
});

export const untagResource = operation({
  name: 'UntagResource',
  changes: true,
  input: z.strictObject({ resourceArn, tagKeys }),
  answer(input, call) {
    const own = tagsAt(input.resourceArn, call);
    input.tagKeys.forEach((key) => own.delete(key));
    return {};
  },
});

export const listTagsForResource = operation({
  name: 'ListTagsForResource',
  changes: false,
  input: z.strictObject({ resourceArn }),
  answer: (input, call) => ({ tags: tagsOf(tagsAt(input.resourceArn, call)) }),
});

/** @throws ServiceError ResourceNotFoundException for what is no resource of the caller here */
function tagsAt(arn: string, call: Call): Tags {
  const { trustAnchors, profiles, crls, subjects } = holdingsOf(call);
  const kinds: readonly ReadonlyMap<string, Resource>[] = [trustAnchors, profiles, crls, subjects];
  const resource = kinds.map((all) => withArn(all, arn)).find(Boolean);
  if (!resource) throw notFound(`Resource ${arn.slice(0, 200)} not found.`);
  return resource.tags;
}
