import { InvalidInput } from '../invalid-input.ts';
import { printable } from '../printable.ts';
import { freezesOf, windowsOf, EXPECTED_FREEZE, EXPECTED_WINDOW } from './calendar-words.ts';
import { ROUTE_RULES, type Rule } from './route-rules.ts';
import type { Route } from './route.ts';

/** What RenewGuard's tags on certificates and CAs begin with. */
export const TAG_PREFIX = 'renewguard:';

/** Tags under the prefix that say nothing of a route: RenewGuard's own, and whose the certificate is. */
const OWN_TAGS: readonly string[] = ['renewguard:intent', 'renewguard:owner', 'renewguard:business-unit'];

/** AWS takes no longer ones. */
const LONGEST_KEY = 128;

/** How the text of a tag becomes a part of the route. */
interface TagReader {
  readonly name: string;
  readonly expected: string;
  /** Undefined: it is not what was expected. */
  readonly read: (text: string) => Route | undefined;
}

/**
 * Every tag of a route. A value has at most 256 letters, digits, spaces and + - = . _ : / @ (TagValue in the models of acm and
 * acm-pca), so no list has commas, no cron expression fits, and a CSR never comes as a tag.
 */
const TAGS: readonly TagReader[] = [
  plain('strategy', 'strategy', asText),
  plain('secret', 'secret', asText),
  plain('authority', 'authority', asText),
  plain('endpoint', 'endpoint', asText),
  plain('host-reports', 'hostReports', asAnswer, 'yes or no'),
  plain('proof-minutes', 'proofMinutes', asNumber),
  plain('revoke-after-days', 'revokeAfterDays', asNumber),
  plain('approval', 'approval', asAnswer, 'yes or no'),
  made('window', EXPECTED_WINDOW, windowsOf, (windows) => ({ windows })),
  made('freeze', EXPECTED_FREEZE, freezesOf, (freezes) => ({ freezes })),
  plain('override-days', 'overrideDays', asNumber),
  plain('renew-at-share', 'renewAtShare', asNumber),
  plain('template', 'template', asText),
];

/** The tags that a route can be given by. */
export const ROUTE_TAGS: readonly string[] = TAGS.map(({ name }) => TAG_PREFIX + name);

/**
 * The route that tags of a certificate or a CA tell. Tags of others are passed over.
 * @throws InvalidInput naming a tag under `renewguard:` that is none of these, or whose value is not what it must be
 */
export function routeOfTags(tags: Readonly<Record<string, string>>): Route {
  const ours = Object.entries(tags).filter(([key]) => key.toLowerCase().startsWith(TAG_PREFIX));
  const parts = ours.filter(([key]) => !OWN_TAGS.includes(key)).map(([key, value]) => readTag(key, value));
  return parts.reduce<Route>((route, part) => ({ ...route, ...part }), {});
}

function readTag(key: string, value: string): Route {
  const tag = TAGS.find(({ name }) => TAG_PREFIX + name === key);
  const field = `tag ${printable(key.slice(0, LONGEST_KEY))}`;
  if (tag === undefined) throw new InvalidInput(field, `no other tag than ${ROUTE_TAGS.join(', ')}`, value);
  const route = tag.read(value.trim());
  if (route === undefined) throw new InvalidInput(field, tag.expected, value);
  return route;
}

/** A tag that is one member of the route. */
function plain<Member extends keyof typeof ROUTE_RULES>(
  name: string,
  member: Member,
  valueOf: (text: string) => unknown,
  expected: string = ROUTE_RULES[member].expected,
): TagReader {
  const rule: Rule<unknown> = ROUTE_RULES[member];
  return made(
    name,
    expected,
    (text) => {
      const value = valueOf(text);
      return rule.holds(value) ? { value } : undefined;
    },
    ({ value }) => ({ [member]: value }),
  );
}

function made<Value>(
  name: string,
  expected: string,
  valueOf: (text: string) => Value | undefined,
  partOf: (value: Value) => Route,
): TagReader {
  const read = (text: string): Route | undefined => {
    const value = valueOf(text);
    return value === undefined ? undefined : partOf(value);
  };
  return { name, expected, read };
}

function asText(text: string): string {
  return text;
}

function asNumber(text: string): number | undefined {
  return /^\d{0,5}(\.\d{1,6})?$/.test(text) && text !== '' ? Number(text) : undefined;
}

function asAnswer(text: string): boolean | undefined {
  const answer = text.toLowerCase();
  if (answer === 'yes' || answer === 'true') return true;
  return answer === 'no' || answer === 'false' ? false : undefined;
}
