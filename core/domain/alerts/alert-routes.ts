import { isAccountId, type AccountId } from '../arn.ts';
import { SEVERITIES, type Severity } from '../findings/finding-codes.ts';
import { InvalidInput } from '../invalid-input.ts';
import { at, isPlainText, listIn, membersIn, type Members } from '../members.ts';
import { parseChannel, type Channel } from './channel.ts';
import type { Ownership } from '../inventory/ownership.ts';
import { NOTICE_KINDS, type NoticeSubject, type NoticeSubjectKind } from './notice-subject.ts';

/** Who is told of what: all conditions must hold, each by any of its values. No condition: everything. */
export interface AlertRoute {
  readonly name: string;
  readonly owners?: readonly string[];
  readonly businessUnits?: readonly string[];
  readonly accounts?: readonly AccountId[];
  readonly severities?: readonly Severity[];
  readonly codes?: readonly string[];
  readonly kinds?: readonly NoticeSubjectKind[];
  readonly channels: readonly Channel[];
}

/** The routing table. Every route that fits counts; what none fits goes to the default topic. */
export interface AlertRoutes {
  readonly routes: readonly AlertRoute[];
}

/** The routing table that somebody set. Times are ISO 8601. */
export interface SetAlertRoutes {
  readonly routes: AlertRoutes;
  readonly by?: string;
  readonly at?: string;
}

export const NO_ALERT_ROUTES: AlertRoutes = { routes: [] };

/** An item of the table has 400 KB. */
const MOST_ROUTES = 500;
const MOST_VALUES = 100;
const LONGEST_TEXT = 256;

const MEMBERS = ['name', 'owners', 'businessUnits', 'accounts', 'severities', 'codes', 'kinds', 'channels'];

const EXAMPLE = '{"routes": [{"name": "payments", "owners": ["payments"], "channels": ["webhook:payments"]}]}';

/**
 * Reads the routing table.
 * @param text JSON
 * @param file what it is called, for the errors
 * @throws InvalidInput naming the route and the member that is wrong
 */
export function parseAlertRoutes(text: string, file = 'alert routes'): AlertRoutes {
  const members = membersIn(jsonIn(text, file), file, 'a routing table', ['routes']);
  const { routes } = members;
  const field = at(file, 'routes');
  if (!Array.isArray(routes)) throw new InvalidInput(field, 'a list of routes', routes);
  if (routes.length > MOST_ROUTES) throw new InvalidInput(field, `at most ${MOST_ROUTES} routes`, `${routes.length}`);
  const parsed = routes.map((route: unknown, index) => routeIn(route, `${field}.${index}`));
  const twice = parsed.find(({ name }, index) => parsed.findIndex((other) => other.name === name) !== index);
  if (twice !== undefined) throw new InvalidInput(field, 'each name once', twice.name);
  return { routes: parsed };
}

/** The channels of every route that fits, each once; the default topic where none does. Programs hear of everything on the bus. */
export function channelsFor({ routes }: AlertRoutes, subject: NoticeSubject, whose: Ownership): readonly Channel[] {
  const chosen = routes.filter((route) => fits(route, subject, whose)).flatMap(({ channels }) => channels);
  return [...new Set<Channel>([...(chosen.length === 0 ? (['topic'] as const) : chosen), 'bus'])];
}

/** The names of the routes that fit, for whoever asks why. */
export const routesFor = ({ routes }: AlertRoutes, subject: NoticeSubject, whose: Ownership): readonly string[] =>
  routes.filter((route) => fits(route, subject, whose)).map(({ name }) => name);

/** Whether a route that names the owner, or the business unit, fits: then they are told by themselves. */
export const isNamed = ({ routes }: AlertRoutes, subject: NoticeSubject, whose: Ownership): boolean =>
  routes.some((route) => (route.owners ?? route.businessUnits) !== undefined && fits(route, subject, whose));

function fits(route: AlertRoute, subject: NoticeSubject, whose: Ownership): boolean {
  return (
    isAmong(route.owners, whose.owner) &&
    isAmong(route.businessUnits, whose.businessUnit) &&
    isAmong(route.accounts, subject.account) &&
    isAmong(route.severities, subject.severity) &&
    isAmong(route.codes, subject.code) &&
    isAmong(route.kinds, subject.kind)
  );
}

const isAmong = <T>(wanted: readonly T[] | undefined, value: T | undefined): boolean =>
  wanted === undefined || (value !== undefined && wanted.includes(value));

function routeIn(value: unknown, field: string): AlertRoute {
  const members = membersIn(value, field, 'a route', MEMBERS);
  const { name, channels } = members;
  if (!isText(name)) throw new InvalidInput(at(field, 'name'), TEXT, name);
  const told = listIn(members, field, 'channels', MOST_VALUES, 'a channel', isText);
  if (told === undefined) throw new InvalidInput(at(field, 'channels'), 'a list of channels', channels);
  const condition = conditionsOf(members, field);
  return {
    name,
    channels: told.map((channel, index) => parseChannel(channel, `${field}.channels.${index}`)),
    ...condition('owners', TEXT, isText),
    ...condition('businessUnits', TEXT, isText),
    ...condition('accounts', 'an account of twelve digits', isAccount),
    ...condition('severities', `one of ${SEVERITIES.join(', ')}`, isOneOf(SEVERITIES)),
    ...condition('codes', 'the code of a finding, such as PermissionMissing', isText),
    ...condition('kinds', `one of ${NOTICE_KINDS.join(', ')}`, isOneOf(NOTICE_KINDS)),
  };
}

/** Reads one condition after the other: a list that may be absent, but not empty, for nothing would ever fit. */
const conditionsOf =
  (members: Members, field: string) =>
  <T, Name extends string>(name: Name, expected: string, holds: (value: unknown) => value is T) => {
    const values = listIn(members, field, name, MOST_VALUES, expected, holds);
    return (values === undefined ? {} : { [name]: values }) as { readonly [key in Name]?: readonly T[] };
  };

const TEXT = `a text of at most ${LONGEST_TEXT} characters`;

const isText = isPlainText(LONGEST_TEXT);

const isAccount = (value: unknown): value is AccountId => typeof value === 'string' && isAccountId(value);

const isOneOf =
  <T extends string>(names: readonly T[]) =>
  (value: unknown): value is T =>
    names.includes(value as T);

function jsonIn(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new InvalidInput(file, `JSON: ${EXAMPLE}`, text);
  }
}
