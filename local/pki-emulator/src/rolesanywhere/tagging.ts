import { invalid, ServiceError } from '../errors.ts';
import type { Tags } from '../tags.ts';
import { MOST } from './quotas.ts';

interface Tag {
  readonly key: string;
  readonly value: string;
}

/**
 * @throws ServiceError ValidationException for keys of AWS's own or given twice, TooManyTagsException above 50: the model
 * takes lists of 200, and no quota is documented, so AWS's usual one is taken
 */
export function putTags(tags: Tags, added: readonly Tag[]): void {
  const keys = added.map(({ key }) => key);
  if (keys.some((key) => /^aws:/i.test(key))) throw invalid('Tag keys must not begin with aws:.');
  if (new Set(keys).size < keys.length) throw invalid('A tag key is given twice.');
  if (new Set([...tags.keys(), ...keys]).size > MOST.tags) {
    throw new ServiceError('TooManyTagsException', `A resource can have at most ${MOST.tags} tags.`);
  }
  for (const { key, value } of added) tags.set(key, value);
}

export const tagsOf = (tags: Tags): Tag[] => [...tags].map(([key, value]) => ({ key, value: value ?? '' }));
