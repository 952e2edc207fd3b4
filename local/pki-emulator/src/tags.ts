import { ServiceError } from './errors.ts';
import type { TagInput } from './validation/members.ts';

const MOST_TAGS = 50;

/** Tags as given: a tag without a value is kept without one. */
export type Tags = Map<string, string | undefined>;

/** @throws ServiceError InvalidTagException for keys of AWS's own or given twice, TooManyTagsException above 50 */
export function addTags(tags: Tags, added: readonly TagInput[]): void {
  const keys = added.map(({ Key }) => Key);
  const reserved = keys.find((key) => /^aws:/i.test(key));
  if (reserved !== undefined)
    throw new ServiceError('InvalidTagException', `Tag keys must not begin with aws: (${reserved}).`);
  if (new Set(keys).size < keys.length) throw new ServiceError('InvalidTagException', 'A tag key is given twice.');
  if (new Set([...tags.keys(), ...keys]).size > MOST_TAGS) {
    throw new ServiceError('TooManyTagsException', `A resource can have at most ${MOST_TAGS} tags.`);
  }
  for (const { Key, Value } of added) tags.set(Key, Value);
}

/** Removes tags by key; one given with a value only when that is its value. Missing ones do not matter. */
export function removeTags(tags: Tags, removed: readonly TagInput[]): void {
  for (const { Key, Value } of removed) {
    if (Value === undefined || tags.get(Key) === Value) tags.delete(Key);
  }
}

export const tagList = (tags: Tags): TagInput[] =>
  [...tags].map(([Key, Value]) => (Value === undefined ? { Key } : { Key, Value }));
