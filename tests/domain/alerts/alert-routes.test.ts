import fc from 'fast-check';
import { channelsFor, parseAlertRoutes, routesFor } from '../../../core/domain/alerts/alert-routes.ts';
import type { NoticeSubject } from '../../../core/domain/alerts/notice-subject.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI } from '../../builders/accounts.ts';
import { anyText } from '../../builders/any-text.ts';
import { refusalOf } from '../../builders/refusals.ts';

const parse = (...routes: readonly unknown[]) => parseAlertRoutes(JSON.stringify({ routes }));

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:payments';
const ABOUT: NoticeSubject = {
  kind: 'authority',
  arn: AUTHORITY_ARN,
  account: PAYMENTS,
  code: 'PermissionMissing',
  severity: 'high',
};

describe('a routing table', () => {
  test('without a route that fits tells the default topic, and the bus', () => {
    expect(channelsFor(parse(), ABOUT, {})).toEqual(['topic', 'bus']);
    const other = parse({ name: 'other', owners: ['web'], channels: [`sns:${TOPIC}`] });
    expect(channelsFor(other, ABOUT, { owner: 'payments' })).toEqual(['topic', 'bus']);
    expect(channelsFor(other, ABOUT, {})).toEqual(['topic', 'bus']);
  });

  test('tells the channels of every route that fits, each once, and the bus of everything', () => {
    const routes = parse(
      { name: 'owner', owners: ['payments', 'shop'], channels: [`sns:${TOPIC}`, 'webhook:payments'] },
      { name: 'urgent', severities: ['critical', 'high'], channels: ['topic', 'webhook:payments'] },
      { name: 'low', severities: ['low'], channels: ['webhook:low'] },
    );
    expect(channelsFor(routes, ABOUT, { owner: 'shop' })).toEqual([`sns:${TOPIC}`, 'webhook:payments', 'topic', 'bus']);
    expect(routesFor(routes, ABOUT, { owner: 'shop' })).toEqual(['owner', 'urgent']);
  });

  test.each<[string, object, boolean]>([
    ['an account', { accounts: [PAYMENTS] }, true],
    ['another account', { accounts: [PKI] }, false],
    ['a code', { codes: ['PolicyMissing', 'PermissionMissing'] }, true],
    ['another code', { codes: ['PolicyMissing'] }, false],
    ['a kind', { kinds: ['authority'] }, true],
    ['another kind', { kinds: ['certificate', 'reissue'] }, false],
    ['a business unit', { businessUnits: ['Retail'] }, true],
    ['another business unit', { businessUnits: ['Bank'] }, false],
    ['all of several', { accounts: [PAYMENTS], severities: ['high'], businessUnits: ['Retail'] }, true],
    ['not all of several', { accounts: [PAYMENTS], severities: ['low'], businessUnits: ['Retail'] }, false],
    ['nothing: everything', {}, true],
  ])('fits by %s', (_, conditions, fits) => {
    const routes = parse({ name: 'one', ...conditions, channels: ['webhook:one'] });
    const expected = fits ? ['webhook:one', 'bus'] : ['topic', 'bus'];
    expect(channelsFor(routes, ABOUT, { businessUnit: 'Retail' })).toEqual(expected);
  });

  test.each<[string, unknown, string, RegExp]>([
    ['no name', { channels: ['topic'] }, 'routes.0.name', /a text/],
    ['no channels', { name: 'a' }, 'routes.0.channels', /a list of channels/],
    ['an empty list of channels', { name: 'a', channels: [] }, 'routes.0.channels', /at least one/],
    ['an unknown channel', { name: 'a', channels: ['slack'] }, 'routes.0.channels.0', /webhook:<name>/],
    ['the bus, which hears of everything', { name: 'a', channels: ['bus'] }, 'routes.0.channels.0', /a channel/],
    [
      'a queue as a topic',
      { name: 'a', channels: ['sns:arn:aws:sqs:eu-west-1:111122223333:q'] },
      'routes.0.channels.0',
      /topic ARN/,
    ],
    [
      'a webhook by its address',
      { name: 'a', channels: ['webhook:https://x'] },
      'routes.0.channels.0',
      /renewguard\/webhook/,
    ],
    [
      'an unknown severity',
      { name: 'a', severities: ['HIGH'], channels: ['topic'] },
      'routes.0.severities.0',
      /critical/,
    ],
    [
      'an account of eleven digits',
      { name: 'a', accounts: ['1'], channels: ['topic'] },
      'routes.0.accounts.0',
      /twelve/,
    ],
    [
      'a condition that nothing can meet',
      { name: 'a', owners: [], channels: ['topic'] },
      'routes.0.owners',
      /at least one/,
    ],
    ['an unknown member', { name: 'a', owner: 'x', channels: ['topic'] }, 'routes.0.owner', /no such member/],
    ['text', 'x', 'routes.0', /an object/],
  ])('with %s is refused by name', (_, route, field, expected) => {
    const refusal = refusalOf(() => parse(route));
    expect(refusal.field).toBe(`alert routes.${field}`);
    expect(refusal.message).toMatch(expected);
  });

  test('with a name twice, no list, or no JSON is refused', () => {
    const one = { name: 'a', channels: ['topic'] };
    expect(refusalOf(() => parse(one, one)).message).toMatch(/each name once, got "a"/);
    expect(refusalOf(() => parseAlertRoutes('{"routes": {}}')).message).toMatch(/a list of routes/);
    expect(refusalOf(() => parseAlertRoutes('routes')).message).toMatch(/JSON/);
  });

  test('whatever the text, it is read or refused by name', () => {
    fc.assert(
      fc.property(fc.oneof(anyText(), fc.json()), (text) => {
        try {
          parseAlertRoutes(text);
        } catch (error) {
          expect(error).toMatchObject({ name: 'InvalidInput' });
        }
      }),
    );
  });
});

test('everything reaches somebody: no routes keep a notice from all channels but the bus', () => {
  const severities = fc.subarray(['critical', 'high', 'medium', 'low'] as const, { minLength: 1 });
  const routes = fc.uniqueArray(
    fc.record({ name: fc.stringMatching(/^[a-z]{1,6}$/), severities, channels: fc.constant(['webhook:x']) }),
    { selector: ({ name }) => name },
  );
  fc.assert(
    fc.property(routes, fc.constantFrom('critical', 'high', 'medium', 'low'), (table, severity) => {
      const channels = channelsFor(parse(...table), { ...ABOUT, severity: severity }, {});
      expect(channels.length).toBeGreaterThanOrEqual(2);
      expect(new Set(channels).size).toBe(channels.length);
      expect(channels.at(-1)).toBe('bus');
    }),
  );
});
