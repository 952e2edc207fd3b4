import { LISTED_NAMES, type CertificateContents } from './certificate-record.ts';
import type { Owner } from './owner.ts';

/**
 * The longest that is kept of anything. Whoever asks a private CA directly may have it write anything into a certificate, and
 * an item of the table takes 400 KB.
 */
const LONGEST_TEXT = 1024;
/** A DNS name has 253 characters at most, other names (URIs, directory names) may have more. */
const LONGEST_NAME = 512;
const LONGEST_OWNER = 256;
const MOST_USERS = 50;
/** AWS's own limits for tags of a resource: 50, 128 and 256 characters. */
const MOST_TAGS = 50;
const LONGEST_TAG = { key: 128, value: 256 };

/**
 * What is kept of a certificate, 200 KB at most: the same again is the same, so that what was cut doesn't count as changed.
 * Names beyond the first are counted, of who uses it and of tags the first are kept.
 */
export function boundedContents<T extends CertificateContents>(contents: T): T {
  const { domainName, names, moreNames = 0, subject, issuer, usedBy, tags, owner } = contents;
  const unlisted = moreNames + Math.max(0, names.length - LISTED_NAMES);
  return {
    ...contents,
    names: names.slice(0, LISTED_NAMES).map((name) => cut(name, LONGEST_NAME)),
    tags: boundedTags(tags),
    ...(domainName === undefined ? {} : { domainName: cut(domainName, LONGEST_NAME) }),
    ...(unlisted === 0 ? {} : { moreNames: unlisted }),
    ...(subject === undefined ? {} : { subject: cut(subject, LONGEST_TEXT) }),
    ...(issuer === undefined ? {} : { issuer: cut(issuer, LONGEST_TEXT) }),
    ...(usedBy === undefined ? {} : { usedBy: boundedUsers(usedBy) }),
    ...(owner === undefined ? {} : { owner: { ...owner, name: boundedOwner(owner.name) } }),
    ...boundedTexts(contents),
  };
}

/** An owner's name, as long as it is kept. */
export const boundedOwner = (name: Owner['name']): string => cut(name, LONGEST_OWNER);

const TEXTS = ['serial', 'keyAlgorithm', 'templateArn', 'requestedBy', 'businessUnit', 'route', 'listed'] as const;

function boundedTexts(contents: CertificateContents): Partial<CertificateContents> {
  const texts = TEXTS.flatMap((name) => {
    const text = contents[name];
    return text === undefined ? [] : [[name, cut(text, LONGEST_TEXT)] as const];
  });
  return Object.fromEntries(texts);
}

/** AWS lists them in no order: of too many, always the same are kept. */
const boundedUsers = (arns: readonly string[]): readonly string[] =>
  (arns.length > MOST_USERS ? arns.toSorted().slice(0, MOST_USERS) : arns).map((arn) => cut(arn, LONGEST_TEXT));

function boundedTags(tags: CertificateContents['tags']): CertificateContents['tags'] {
  const kept = Object.entries(tags).slice(0, MOST_TAGS);
  return Object.fromEntries(kept.map(([key, value]) => [cut(key, LONGEST_TAG.key), cut(value, LONGEST_TAG.value)]));
}

/** The beginning of a text; half of a pair of UTF-16 is no character. */
const cut = (text: string, length: number): string =>
  text.length <= length ? text : text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
