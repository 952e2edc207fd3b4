import fc from 'fast-check';
import * as z from 'zod/mini';
import { InvalidInput } from '../../core/domain/invalid-input.ts';
import { routeOfTags } from '../../core/domain/reissue/route-tags.ts';
import type { Route } from '../../core/domain/reissue/route.ts';
import { parseInput } from '../../core/runtime/parse-input.ts';
import { routeShape } from '../../core/runtime/route-shape.ts';
import { AUTHORITY_ARN, PKI } from '../builders/accounts.ts';
import { anyText } from '../builders/any-text.ts';
import { refusalOf } from '../builders/refusals.ts';

const body = Buffer.alloc(600, 7).toString('base64');
const csr = `-----BEGIN CERTIFICATE REQUEST-----\n${body}\n-----END CERTIFICATE REQUEST-----\n`;
const berlin = { timeZone: 'Europe/Berlin' };

const whole: Required<Route> = {
  strategy: 'same-key',
  secret: `arn:aws:secretsmanager:eu-west-1:${PKI}:secret:devices/gate-AbCdEf`,
  authority: AUTHORITY_ARN,
  endpoint: '[2001:db8::1]:8443',
  hostReports: true,
  proofMinutes: 30,
  revokeAfterDays: 7,
  approval: false,
  windows: [
    { cron: '0 2 * * sun', minutes: 120, ...berlin },
    { cron: '*/30 22-23 1,15 * *', minutes: 10_080, timeZone: 'UTC' },
  ],
  freezes: [
    { from: '2026-12-20', to: '2027-01-02', ...berlin },
    { from: '2026-12-20T18:00', to: '2026-12-20T18:01', ...berlin },
  ],
  overrideDays: 0,
  renewAtShare: 0.95,
  csr,
  template: 'arn:aws-us-gov:acm-pca:::template/BlankEndEntityCertificate_CSRPassthrough/V1',
};

const read = (route: unknown): Route => parseInput(z.object({ deliver: routeShape }), { deliver: route }).deliver;
const but = (different: object): object => ({ ...whole, ...different });
const withWindow = (different: object): object => but({ windows: [{ ...whole.windows[0], ...different }] });
const withFreeze = (different: object): object => but({ freezes: [{ ...whole.freezes[0], ...different }] });

describe('a route as JSON', () => {
  test('with every member is read as it stands, and so is an empty one', () => {
    expect(read(whole)).toEqual(whole);
    expect(read({})).toEqual({});
    expect(read({ windows: [], freezes: [] })).toEqual({ windows: [], freezes: [] });
  });

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'deliver: expected a delivery route, got nothing'],
    ['null', null, 'deliver: expected a delivery route, got null'],
    ['a list', [], 'deliver: expected a delivery route, got []'],
    ['a text', 'secret', 'deliver: expected a delivery route, got "secret"'],
    [
      'a member nobody knows',
      { secrets: 'a' },
      'deliver.secrets: expected no such member: a delivery route has strategy, secret, ',
    ],
    ['__proto__', JSON.parse('{"__proto__": {}}'), 'deliver.__proto__: expected no such member: a delivery route has '],
    ['null as a member', but({ secret: null }), 'deliver.secret: expected the name or ARN of a secret, '],
    [
      'an unknown strategy',
      but({ strategy: 'pigeon' }),
      'deliver.strategy: expected one of acm-managed, acm-import, secret, ',
    ],
    ['a secret with spaces', but({ secret: 'a b' }), 'deliver.secret: expected the name or ARN of a secret, '],
    ['a secret that is too long', but({ secret: 'a'.repeat(513) }), 'deliver.secret: expected '],
    ['a secret of RenewGuard’s own', but({ secret: 'renewguard/temporary/0-1' }), 'deliver.secret: expected '],
    [
      'a certificate as authority',
      but({ authority: `${AUTHORITY_ARN}/certificate/00` }),
      'deliver.authority: expected the ARN ',
    ],
    ['an endpoint without a port', but({ endpoint: 'www.example.com' }), 'deliver.endpoint: expected host:port, got '],
    ['a flag as text', but({ hostReports: 'yes' }), 'deliver.hostReports: expected true or false, got "yes"'],
    ['no minutes', but({ proofMinutes: 0 }), 'deliver.proofMinutes: expected whole minutes from 1 to 10080, got 0'],
    [
      'minutes as text',
      but({ proofMinutes: '5' }),
      'deliver.proofMinutes: expected whole minutes from 1 to 10080, got "5"',
    ],
    [
      'half days',
      but({ revokeAfterDays: 0.5 }),
      'deliver.revokeAfterDays: expected whole days from 0 to 3650, got 0.5',
    ],
    [
      'ten years and a day',
      but({ revokeAfterDays: 3651 }),
      'deliver.revokeAfterDays: expected whole days from 0 to 3650, ',
    ],
    ['days below none', but({ overrideDays: -1 }), 'deliver.overrideDays: expected whole days from 0 to 365, got -1'],
    ['a tenth of a life', but({ renewAtShare: 0.1 }), 'deliver.renewAtShare: expected a share of the lifetime, '],
    ['all of a life', but({ renewAtShare: 1 }), 'deliver.renewAtShare: expected a share of the lifetime, '],
    [
      'a template for CAs',
      but({ template: 'arn:aws:acm-pca:::template/SubordinateCACertificate_PathLen0/V1' }),
      'deliver.template: expected ',
    ],
    [
      'windows that are no list',
      but({ windows: {} }),
      'deliver.windows: expected a list of at most 50 change windows, got {}',
    ],
    [
      'too many windows',
      but({ windows: Array.from({ length: 51 }, () => whole.windows[0]) }),
      'deliver.windows: expected a list of at most 50 change windows, got ',
    ],
    [
      'a window that is none',
      but({ windows: ['0 2 * * sun'] }),
      'deliver.windows.0: expected a change window, got "0 2 * * sun"',
    ],
    [
      'a window of six fields',
      withWindow({ cron: '0 0 2 * * sun' }),
      'deliver.windows.0.cron: expected a cron expression of five fields ',
    ],
    [
      'a window that never opens',
      withWindow({ cron: '0 0 30 2 *' }),
      'deliver.windows.0.cron: expected a cron expression of five fields ',
    ],
    [
      'a window of no length',
      withWindow({ minutes: 0 }),
      'deliver.windows.0.minutes: expected whole minutes from 1 to 10080, got 0',
    ],
    [
      'a window without its zone',
      withWindow({ timeZone: undefined }),
      'deliver.windows.0.timeZone: expected a time zone by its IANA name',
    ],
    [
      'an offset as a zone',
      withWindow({ timeZone: '+01:00' }),
      'deliver.windows.0.timeZone: expected a time zone by its IANA name',
    ],
    [
      'a window’s member nobody knows',
      withWindow({ seconds: 1 }),
      'deliver.windows.0.seconds: expected no such member: a change window has cron, minutes, timeZone, got 1',
    ],
    [
      'a freeze of no date',
      withFreeze({ from: '2026-02-30' }),
      'deliver.freezes.0.from: expected a date or time of the freeze',
    ],
    [
      'a freeze that ends before it begins',
      withFreeze({ to: '2026-12-19' }),
      'deliver.freezes.0.to: expected an end that is not before the beginning, got "2026-12-19"',
    ],
    [
      'a freeze of no time',
      withFreeze({ from: '2026-12-20T18:00', to: '2026-12-20T18:00' }),
      'deliver.freezes.0.to: expected an end ',
    ],
    [
      'a CSR that is none',
      but({ csr: 'MIIB' }),
      'deliver.csr: expected one certificate signing request, PEM, of at most 16 KB, got "MIIB"',
    ],
    [
      'two CSRs',
      but({ csr: csr + csr }),
      'deliver.csr: expected one certificate signing request, PEM, of at most 16 KB, got ',
    ],
    [
      'a CSR of more than 16 KB',
      but({ csr: csr.replace(body, body.repeat(30)) }),
      'deliver.csr: expected one certificate signing request, ',
    ],
  ])('%s is refused by name', (_title, route, message) => {
    expect(refusalOf(() => read(route)).message.slice(0, message.length)).toBe(message);
  });

  test.each<[string, object]>([
    ['in place of the CSR', { csr: `-----BEGIN PRIVATE KEY-----\nMIGH${'A'.repeat(180)}\n-----END PRIVATE KEY-----` }],
    [
      'behind the CSR',
      { csr: `${csr}-----BEGIN EC PRIVATE KEY-----\nMHcC${'A'.repeat(150)}\n-----END EC PRIVATE KEY-----` },
    ],
    ['as a member nobody knows', { privateKey: `MIGH${'A'.repeat(180)}` }],
    ['as a JWK', { key: { kty: 'EC', d: 'A'.repeat(43) } }],
  ])('a private key %s is refused, and not shown', (_title, route) => {
    expect(refusalOf(() => read(route)).message).not.toContain('AAAA');
  });

  test('every route that tags can tell is one', () => {
    const route = routeOfTags({
      'renewguard:window': 'fri-mon 23:45 168h Europe/Berlin + daily 0:00 1m UTC + sat sun 04:05 5m Asia/Kathmandu',
      'renewguard:freeze': '2026-12-20T18:00/2027-01-02 Europe/Berlin',
      'renewguard:renew-at-share': '0.5',
      'renewguard:approval': 'yes',
    });
    expect(read(route)).toEqual(route);
  });

  test('whatever JSON comes, it ends as a route of known members, or a short refusal', () => {
    const members = fc.constantFrom(...Object.keys(whole), '__proto__', 'constructor', 'x');
    const values = fc.oneof(
      fc.jsonValue(),
      anyText(),
      fc.constantFrom(...Object.values(whole)),
      fc.constant('a'.repeat(100_000)),
    );
    fc.assert(
      fc.property(fc.dictionary(members, values), (given) => {
        try {
          expect(Object.keys(whole)).toEqual(expect.arrayContaining(Object.keys(read(given))));
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInput);
          expect((error as InvalidInput).message.length).toBeLessThan(600);
        }
      }),
    );
  });
});
