import * as z from 'zod/mini';
import {
  EXPECTED_MINUTES,
  EXPECTED_MOMENT,
  EXPECTED_ZONE,
  isForward,
  isMoment,
  isOpeningMinutes,
  isTimeZone,
} from '../domain/reissue/calendar-rules.ts';
import { ROUTE_RULES, type Rule } from '../domain/reissue/route-rules.ts';
import type { ChangeWindow, Freeze, Route } from '../domain/reissue/route.ts';
import { EXPECTED_CRON, isCron } from '../reissue/cron.ts';

/** More windows than anybody has; each is computed whenever a delivery is decided. */
const MOST_PARTS = 50;

const timeZone = z.custom<string>(isTimeZone, EXPECTED_ZONE);

const changeWindow = strict<ChangeWindow>('a change window', {
  cron: z.custom<string>(isCron, EXPECTED_CRON),
  minutes: z.custom<number>(isOpeningMinutes, EXPECTED_MINUTES),
  timeZone,
});

const moment = z.custom<string>(isMoment, EXPECTED_MOMENT);

const freeze = strict<Freeze>('a freeze', { from: moment, to: moment, timeZone }).check(
  z.refine(isForward, { error: 'an end that is not before the beginning', path: ['to'] }),
);

/**
 * A delivery route as JSON: what comes with an execution, from the command line, or out of the table. A member that no route has
 * is an error that names it.
 */
export const routeShape = strict<Route>('a delivery route', {
  strategy: ruled(ROUTE_RULES.strategy),
  secret: ruled(ROUTE_RULES.secret),
  authority: ruled(ROUTE_RULES.authority),
  endpoint: ruled(ROUTE_RULES.endpoint),
  hostReports: ruled(ROUTE_RULES.hostReports),
  proofMinutes: ruled(ROUTE_RULES.proofMinutes),
  revokeAfterDays: ruled(ROUTE_RULES.revokeAfterDays),
  approval: ruled(ROUTE_RULES.approval),
  windows: z.exactOptional(parts(changeWindow, 'change windows')),
  freezes: z.exactOptional(parts(freeze, 'freezes')),
  overrideDays: ruled(ROUTE_RULES.overrideDays),
  renewAtShare: ruled(ROUTE_RULES.renewAtShare),
  csr: ruled(ROUTE_RULES.csr),
  template: ruled(ROUTE_RULES.template),
});

function ruled<Value>({ expected, holds }: Rule<Value>) {
  return z.exactOptional(z.custom<Value>(holds, expected));
}

function parts<Part>(part: z.ZodMiniType<Part>, what: string) {
  const expected = `a list of at most ${MOST_PARTS} ${what}`;
  return z.array(part, expected).check(z.maxLength(MOST_PARTS, expected));
}

/** An object of exactly these members. */
function strict<Value extends object>(
  what: string,
  members: { readonly [Member in keyof Value]-?: z.ZodMiniType<Value[Member]> },
): z.ZodMiniType<Value> {
  const names = Object.keys(members);
  const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
  const nothingElse = z.check<object>(({ value, issues }) => {
    const [unknown] = Object.keys(value).filter((name) => !names.includes(name));
    if (unknown === undefined) return;
    const message = `no such member: ${what} has ${names.join(', ')}`;
    issues.push({ code: 'custom', path: [unknown.slice(0, 100)], message, input: value });
  });
  return z.pipe(
    z.custom<object>(isObject, what).check(nothingElse),
    z.object(members),
  ) as unknown as z.ZodMiniType<Value>;
}
