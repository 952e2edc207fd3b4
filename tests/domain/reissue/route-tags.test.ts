import fc from 'fast-check';
import { InvalidInput } from '../../../core/domain/invalid-input.ts';
import { ROUTE_TAGS, routeOfTags } from '../../../core/domain/reissue/route-tags.ts';
import type { Route } from '../../../core/domain/reissue/route.ts';
import { AUTHORITY_ARN, PKI } from '../../builders/accounts.ts';
import { anyText } from '../../builders/any-text.ts';
import { refusalOf } from '../../builders/refusals.ts';

const SECRET_ARN = `arn:aws:secretsmanager:eu-west-1:${PKI}:secret:web/tls-AbCdEf`;
const TEMPLATE = 'arn:aws:acm-pca:::template/EndEntityServerAuthCertificate/V1';
const berlin = { timeZone: 'Europe/Berlin' };

/** What ACM and Private CA take as a tag's value (TagValue of their models). */
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;

const RIGHT: readonly (readonly [string, string, Route])[] = [
  ['strategy', 'same-key', { strategy: 'same-key' }],
  ['secret', 'web/tls_1+2=3.@-', { secret: 'web/tls_1+2=3.@-' }],
  ['secret', SECRET_ARN, { secret: SECRET_ARN }],
  ['authority', AUTHORITY_ARN, { authority: AUTHORITY_ARN }],
  ['endpoint', 'www.example.com:443', { endpoint: 'www.example.com:443' }],
  ['endpoint', '192.0.2.1:8443', { endpoint: '192.0.2.1:8443' }],
  ['host-reports', 'yes', { hostReports: true }],
  ['host-reports', 'False', { hostReports: false }],
  ['proof-minutes', '10080', { proofMinutes: 10_080 }],
  ['revoke-after-days', '0', { revokeAfterDays: 0 }],
  ['approval', 'true', { approval: true }],
  ['approval', ' no ', { approval: false }],
  ['override-days', '365', { overrideDays: 365 }],
  ['renew-at-share', '0.5', { renewAtShare: 0.5 }],
  ['renew-at-share', '.95', { renewAtShare: 0.95 }],
  ['template', TEMPLATE, { template: TEMPLATE }],
  ['window', 'sun 02:00 120m Europe/Berlin', { windows: [{ cron: '0 2 * * sun', minutes: 120, ...berlin }] }],
  ['window', 'daily 2:30 1h UTC', { windows: [{ cron: '30 2 * * *', minutes: 60, timeZone: 'UTC' }] }],
  [
    'window',
    'mon-fri 22:00 8h Etc/GMT+5',
    { windows: [{ cron: '0 22 * * mon,tue,wed,thu,fri', minutes: 480, timeZone: 'Etc/GMT+5' }] },
  ],
  [
    'window',
    'fri-mon 22:05 10m UTC',
    { windows: [{ cron: '5 22 * * fri,sat,sun,mon', minutes: 10, timeZone: 'UTC' }] },
  ],
  [
    'window',
    'Sat Sun 00:00 7d Europe/Berlin'.replace('7d', '168h'),
    { windows: [{ cron: '0 0 * * sat,sun', minutes: 10_080, ...berlin }] },
  ],
  [
    'window',
    'sun 02:00 120m Europe/Berlin + wed 03:00 30m Europe/Berlin',
    {
      windows: [
        { cron: '0 2 * * sun', minutes: 120, ...berlin },
        { cron: '0 3 * * wed', minutes: 30, ...berlin },
      ],
    },
  ],
  ['freeze', '2026-12-20/2027-01-02 Europe/Berlin', { freezes: [{ from: '2026-12-20', to: '2027-01-02', ...berlin }] }],
  ['freeze', '2026-12-24/2026-12-24 UTC', { freezes: [{ from: '2026-12-24', to: '2026-12-24', timeZone: 'UTC' }] }],
  [
    'freeze',
    '2026-12-20T18:00/2027-01-02T06:00 UTC + 2028-02-29/2028-03-01 UTC',
    {
      freezes: [
        { from: '2026-12-20T18:00', to: '2027-01-02T06:00', timeZone: 'UTC' },
        { from: '2028-02-29', to: '2028-03-01', timeZone: 'UTC' },
      ],
    },
  ],
];

const WRONG: readonly (readonly [string, string])[] = [
  ['strategy', 'pigeon'],
  ['strategy', ''],
  ['strategy', 'constructor'],
  ['secret', 'two words'],
  ['secret', ''],
  ['secret', 'a'.repeat(513)],
  ['secret', 'renewguard/temporary/x'],
  ['secret', `arn:aws:secretsmanager:eu-west-1:${PKI}:secret:renewguard/imported/x-AbCdEf`],
  ['secret', 'arn:aws:s3:::bucket'],
  ['authority', `${AUTHORITY_ARN}/certificate/00`],
  ['authority', 'yes'],
  ['endpoint', 'www.example.com'],
  ['endpoint', 'www.example.com:0'],
  ['endpoint', 'www.example.com:65536'],
  ['endpoint', 'https://www.example.com:443'],
  ['endpoint', ':443'],
  ['host-reports', 'maybe'],
  ['proof-minutes', '0'],
  ['proof-minutes', '10081'],
  ['proof-minutes', '1.5'],
  ['proof-minutes', ''],
  ['proof-minutes', '1e3'],
  ['revoke-after-days', '-1'],
  ['revoke-after-days', '3651'],
  ['override-days', '366'],
  ['renew-at-share', '0.1'],
  ['renew-at-share', '0.96'],
  ['renew-at-share', '.'],
  ['template', 'arn:aws:acm-pca:::template/SubordinateCACertificate_PathLen0/V1'],
  ['template', 'arn:aws:acm-pca:::template/BlankSubordinateCACertificate_PathLen0_CSRPassthrough/V1'],
  ['template', 'arn:aws:acm-pca:::template/RootCACertificate/V1'],
  ['template', 'EndEntityCertificate/V1'],
  ['window', ''],
  ['window', '02:00 120m Europe/Berlin'],
  ['window', 'someday 02:00 120m Europe/Berlin'],
  ['window', 'mon-fri-sun 02:00 120m Europe/Berlin'],
  ['window', 'daily sun 02:00 120m Europe/Berlin'],
  ['window', 'sun 24:00 120m Europe/Berlin'],
  ['window', 'sun 02:60 120m Europe/Berlin'],
  ['window', 'sun 02:00 0m Europe/Berlin'],
  ['window', 'sun 02:00 10081m Europe/Berlin'],
  ['window', 'sun 02:00 169h Europe/Berlin'],
  ['window', 'sun 02:00 120 Europe/Berlin'],
  ['window', 'sun 02:00 120m Europe/Nowhere'],
  ['window', 'sun 02:00 120m +01:00'],
  ['window', 'sun 02:00 120m'],
  ['window', 'sun 02:00 120m UTC + '],
  ['freeze', '2026-12-20 Europe/Berlin'],
  ['freeze', '2026-12-20/2026-12-19 Europe/Berlin'],
  ['freeze', '2026-02-29/2026-03-01 Europe/Berlin'],
  ['freeze', '2026-12-20/2027-01-02'],
  ['freeze', '2026-12-20/2027-01-02/2027-01-03 UTC'],
  ['freeze', '2026-12-20/2027-01-02 UTC UTC'],
  ['freeze', '2026-12-20T25:00/2027-01-02 UTC'],
  ['freeze', 'xmas/2027-01-02 UTC'],
];

describe('a route by tags', () => {
  test.each(RIGHT)('%s: %s', (name, value, route) => {
    expect(value).toMatch(TAG_VALUE);
    expect(routeOfTags({ [`renewguard:${name}`]: value })).toEqual(route);
  });

  test.each(WRONG)('%s: %j is refused, by the name of the tag', (name, value) => {
    const { field, message } = refusalOf(() => routeOfTags({ [`renewguard:${name}`]: value }));
    expect(field).toBe(`tag renewguard:${name}`);
    expect(message).toMatch(/^tag renewguard:[a-z-]+: expected .{8}/);
  });

  test('has a row for every tag there is', () => {
    expect([...new Set(RIGHT.map(([name]) => `renewguard:${name}`))].toSorted()).toEqual(ROUTE_TAGS.toSorted());
  });

  test('is put together of all tags, and others’ tags are passed over', () => {
    const tags = {
      Owner: 'web',
      'aws:cloudformation:stack-name': 'web',
      'renewguard:strategy': 'secret',
      'renewguard:secret': 'web/tls',
      'renewguard:intent': '0'.repeat(32),
      'renewguard:owner': 'Payments Team',
      'renewguard:business-unit': 'Retail',
    };
    expect(routeOfTags(tags)).toEqual({ strategy: 'secret', secret: 'web/tls' });
    expect(routeOfTags({})).toEqual({});
  });

  test.each([
    'renewguard:stratgy',
    'RenewGuard:strategy',
    'renewguard:Secret',
    'renewguard:',
    'renewguard:__proto__',
    'renewguard:csr',
  ])('the tag %s is none: the error names it, and those there are', (key) => {
    const { message } = refusalOf(() => routeOfTags({ [key]: 'secret' }));
    expect(message).toMatch(`tag ${key}: expected no other tag than renewguard:strategy, renewguard:secret, `);
  });

  test('tags of hostile names and values end as a route or a short refusal, and change nothing else', () => {
    const names = fc.oneof(anyText(), fc.constantFrom(...ROUTE_TAGS, '__proto__', 'constructor', 'renewguard:'));
    const values = fc.oneof(
      anyText(),
      fc.constantFrom(...RIGHT.map(([, value]) => value), ...WRONG.map(([, value]) => value)),
      fc.constantFrom('0'.repeat(70_000), ' '.repeat(70_000), 'a-'.repeat(35_000), '1 + '.repeat(17_000)),
    );
    fc.assert(
      fc.property(fc.dictionary(names, values, { noNullPrototype: true }), (tags) => {
        try {
          const route = routeOfTags(tags);
          expect(Object.getPrototypeOf(route)).toBe(Object.prototype);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInput);
          expect((error as InvalidInput).message.length).toBeLessThan(1000);
        }
      }),
    );
    expect(({} as Route).strategy).toBeUndefined();
  });
});
