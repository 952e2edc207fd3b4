import { readFileSync } from 'node:fs';
import { Option, type Command } from 'commander';
import * as z from 'zod/mini';
import { EXPECTED_FREEZE, EXPECTED_WINDOW, freezesOf, windowsOf } from '../core/domain/reissue/calendar-words.ts';
import { ROUTE_MEMBERS } from '../core/domain/reissue/merged-route.ts';
import { ROUTE_RULES, type Rule } from '../core/domain/reissue/route-rules.ts';
import type { Route } from '../core/domain/reissue/route.ts';
import { STRATEGIES } from '../core/domain/reissue/strategy.ts';
import { InvalidInput } from '../core/domain/invalid-input.ts';
import { parseInput } from '../core/runtime/parse-input.ts';
import { routeShape } from '../core/runtime/route-shape.ts';
import { asUsage } from './subject.ts';
import { WrongUsage } from './wrong-usage.ts';

/** The options as commander reads them: members of a route, and the file they may come from. */
export type RouteOptions = Omit<Route, 'windows' | 'freezes'> & {
  readonly window?: Route['windows'];
  readonly freeze?: Route['freezes'];
  readonly deliver?: Route;
};

/** Every member of a route as an option. What is given by name wins over what stands in `--deliver`. */
export function addRouteOptions(command: Command): Command {
  const options = [
    member('strategy', '<name>', STRATEGIES.join(', '), 'strategy', asText),
    member('secret', '<name>', 'the secret it is delivered to, by name or ARN', 'secret', asText),
    member('authority', '<CA ARN>', 'the CA that issues from now on, instead of the one that did', 'authority', asText),
    member('endpoint', '<host:port>', 'where the new certificate must be served, by TLS', 'endpoint', asText),
    member('host-reports', '<yes|no>', 'whether its host tells what it installed, by a tag', 'hostReports', asAnswer),
    member(
      'proof-minutes',
      '<n>',
      'within so many minutes it must be found where it is used',
      'proofMinutes',
      asNumber,
    ),
    member(
      'revoke-after-days',
      '<n>',
      'revoke the old one so long after the proof; else never',
      'revokeAfterDays',
      asNumber,
    ),
    member('approval', '<yes|no>', 'whether a person must say yes before the delivery', 'approval', asAnswer),
    parts(
      'window',
      EXPECTED_WINDOW,
      'when deliveries may be: "sun 02:00 120m Europe/Berlin"; again for more',
      windowsOf,
    ),
    parts(
      'freeze',
      EXPECTED_FREEZE,
      'when none may be: "2026-12-20/2027-01-02 Europe/Berlin"; again for more',
      freezesOf,
    ),
    member('override-days', '<n>', 'so near to the end nothing holds a delivery any more', 'overrideDays', asNumber),
    member('renew-at-share', '<share>', 'replace it after this share of its lifetime: 0.67', 'renewAtShare', asNumber),
    member('csr', '<file>', "same-key: the device's certificate signing request, PEM", 'csr', (file) =>
      contentOf('csr', file),
    ),
    member(
      'template',
      '<ARN>',
      'the template of Private CA, where the one that fits is not wanted',
      'template',
      asText,
    ),
    new Option('--deliver <file.json>', 'all of these as JSON, and change windows as cron').argParser(routeInFile),
  ];
  for (const option of options) command.addOption(option);
  return command;
}

/** The route that the options make. */
export function routeOf({ window: windows, freeze: freezes, deliver = {}, ...options }: RouteOptions): Route {
  const given = { ...options, windows, freezes };
  const named = ROUTE_MEMBERS.filter((name) => given[name] !== undefined).map((name) => [name, given[name]] as const);
  return { ...deliver, ...(Object.fromEntries(named) as Route) };
}

function member<Name extends keyof typeof ROUTE_RULES>(
  flag: string,
  value: string,
  description: string,
  name: Name,
  read: (text: string) => unknown,
): Option {
  const rule: Rule<unknown> = ROUTE_RULES[name];
  const expected = rule.expected === 'true or false' ? 'yes or no' : rule.expected;
  return new Option(`--${flag} ${value}`, description).argParser((text: string) => {
    const found = read(text);
    if (!rule.holds(found)) throw wrong(flag, expected, text);
    return found;
  });
}

function parts<Part>(
  flag: string,
  expected: string,
  description: string,
  read: (text: string) => readonly Part[] | undefined,
): Option {
  return new Option(`--${flag} <words>`, description).argParser((text: string, before: readonly Part[] = []) => {
    const found = read(text);
    if (found === undefined) throw wrong(flag, expected, text);
    return [...before, ...found];
  });
}

const wrong = (flag: string, expected: string, text: string): WrongUsage =>
  new WrongUsage(new InvalidInput(`--${flag}`, expected, text).message);

const asText = (text: string): string => text;

const asNumber = (text: string): number | undefined =>
  /^\d{1,5}(\.\d{1,6})?$|^\.\d{1,6}$/.test(text) ? Number(text) : undefined;

function asAnswer(text: string): boolean | undefined {
  if (/^(yes|true)$/i.test(text)) return true;
  return /^(no|false)$/i.test(text) ? false : undefined;
}

/** Far more than a route or a CSR has. */
const LONGEST_FILE = 1_000_000;

/** @throws WrongUsage where it can't be read; what is in it is never told */
function contentOf(flag: string, file: string): string {
  try {
    const content = readFileSync(file, 'utf8');
    if (content.length <= LONGEST_FILE) return content;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : `it can't be read (${code ?? 'unknown'})`;
    throw new WrongUsage(`--${flag} ${file}: ${why}`);
  }
  throw new WrongUsage(`--${flag} ${file}: expected at most a megabyte`);
}

function routeInFile(file: string): Route {
  const text = contentOf('deliver', file);
  return asUsage(() => parseInput(z.object({ [file]: routeShape }), { [file]: jsonIn(file, text) })[file] ?? {});
}

function jsonIn(file: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new WrongUsage(`${file}: expected JSON: {"secret": "web/tls", "windows": [{"cron": "0 2 * * sun", …}]}`);
  }
}
