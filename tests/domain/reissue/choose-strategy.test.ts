import type { Certificate } from '../../../core/domain/certificates/certificate.ts';
import { chooseStrategy, ROUTE_SECRET_MISSING } from '../../../core/domain/reissue/choose-strategy.ts';
import type { ChoosingFacts } from '../../../core/domain/reissue/choosing-facts.ts';
import { RouteUnusable } from '../../../core/domain/reissue/refusals.ts';
import type { Route } from '../../../core/domain/reissue/route.ts';
import type { Strategy } from '../../../core/domain/reissue/strategy.ts';
import { unread } from '../../builders/authority-facts.ts';
import { aCertificate, CERTIFICATE_ARN, ISSUED_ARN, renewing, unused } from '../../builders/certificates.ts';

/** A certificate whose CA is known and lets ACM renew, changed as told. */
const factsOf = (
  certificate: Partial<Certificate>,
  route: Route = {},
  different: Partial<ChoosingFacts> = {},
): ChoosingFacts => ({
  certificate: aCertificate(certificate),
  route,
  hasKnownAuthority: true,
  verdictOfAuthority: 'granted',
  ...different,
});

const noCa = { hasKnownAuthority: false, verdictOfAuthority: undefined } as unknown as Partial<ChoosingFacts>;

const renewed = { renewal: renewing({ status: 'SUCCESS' }), eligibility: 'INELIGIBLE', inUse: false } as const;
const failed = { renewal: renewing({ status: 'FAILED', reason: 'CAA_ERROR' }) };
const stuck = { renewal: renewing({ status: 'PENDING_AUTO_RENEWAL', reason: 'PCA_ACCESS_DENIED' }) };
const secret = { secret: 'web/tls' };

describe('without a strategy in the route, what fits is done', () => {
  test.each<[string, ChoosingFacts, Strategy, string | RegExp]>([
    [
      'imported, in use, its CA known: into the same ARN',
      factsOf({ kind: 'imported' }),
      'acm-import',
      'it was imported, and services use it: a new one is imported into the same ARN, which they keep',
    ],
    ['imported and in use, whatever secret there is', factsOf({ kind: 'imported' }, secret), 'acm-import', /same ARN/],
    [
      'imported, in use, of an unknown CA',
      factsOf({ kind: 'imported' }, {}, noCa),
      'notify',
      /^no CA is known here .* --authority <ARN of the CA>$/,
    ],
    [
      'imported, used by nobody that ACM knows: an import might reach nobody',
      factsOf({ kind: 'imported', ...unused }),
      'notify',
      `nothing tells where it is served: npx renewguard route set ${CERTIFICATE_ARN} --strategy secret --secret <name>, or tag it ` +
        'renewguard:strategy=secret and renewguard:secret=<name>',
    ],
    [
      'imported, unused, with a secret',
      factsOf({ kind: 'imported', ...unused }, secret),
      'secret',
      /^its route names the secret web\/tls: /,
    ],
    [
      'issued directly, with a secret',
      factsOf({ kind: 'issued', inUse: false }, secret),
      'secret',
      /^its route names the secret web\/tls: /,
    ],
    [
      'issued directly, with a secret, of an unknown CA',
      factsOf({ kind: 'issued', inUse: false }, secret, noCa),
      'notify',
      /^no CA is known here/,
    ],
    [
      'issued directly, without a route: no tag helps, for it can have none',
      factsOf({ kind: 'issued', inUse: false }),
      'notify',
      `nothing tells where it is served: npx renewguard route set ${ISSUED_ARN} --strategy secret --secret <name>`,
    ],
    [
      'issued directly for a CSR that was recorded: same-key is named, and not chosen',
      factsOf({ kind: 'issued', inUse: false }, {}, { recordedCsr: true }),
      'notify',
      /--secret <name>; where its key lies on a device: --strategy same-key$/,
    ],
    [
      'private, renewed, with a secret: exported',
      factsOf(renewed, secret),
      'export',
      'ACM renews it, and its hosts read it from web/tls: what ACM has is published there',
    ],
    ['private, not renewed yet, never exported, with a secret', factsOf({ ...unused }, secret), 'export', /published/],
    [
      'private, renewed, without a secret',
      factsOf(renewed),
      'notify',
      /^ACM has not given it up: .*Where hosts serve a copy of it: .*--strategy export --secret <name>/,
    ],
    [
      'public, exported before, renewed, with a secret',
      factsOf({ kind: 'public', ...renewed, exported: true }, secret),
      'export',
      /published/,
    ],
    [
      'public, renewed, with a secret, whether exported not told, no CA of ours',
      factsOf({ kind: 'public', ...renewed }, secret, noCa),
      'notify',
      /^no CA is known here/,
    ],
    ['private, its renewal failed, with a secret', factsOf({ ...failed, ...unused }, secret), 'secret', /fresh key/],
    ['private, its renewal stuck, with a secret', factsOf({ ...stuck, ...unused }, secret), 'secret', /fresh key/],
    ['private, revoked, with a secret', factsOf({ status: 'REVOKED', ...unused }, secret), 'secret', /fresh key/],
    [
      'private, in use, its renewal failed',
      factsOf(failed),
      'acm-managed',
      /requested through ACM, which renews that one$/,
    ],
    ['private, in use, revoked', factsOf({ status: 'REVOKED' }), 'acm-managed', /requested through ACM/],
    ['private, in use, expired', factsOf({ status: 'EXPIRED' }), 'acm-managed', /requested through ACM/],
    [
      'private, in use, its renewal failed, the CA grants ACM nothing',
      factsOf(failed, {}, { verdictOfAuthority: 'missing' }),
      'notify',
      /^the CA does not let ACM renew: .*Mend it first: npx renewguard explain /,
    ],
    [
      'private, in use, its renewal failed, the CA’s verdict open',
      factsOf(failed, {}, { verdictOfAuthority: 'undeterminable' }),
      'notify',
      /^whether the CA lets ACM renew could not be determined/,
    ],
    [
      'private, in use, its renewal failed, its CA unknown',
      factsOf(failed, {}, noCa),
      'notify',
      /^no CA is known that ACM could request from/,
    ],
    [
      'private, used by nobody, its renewal failed',
      factsOf({ ...failed, ...unused }),
      'notify',
      /^nothing tells where it is served/,
    ],
    ['private and well', factsOf({}), 'notify', /^ACM has not given it up: .* npx renewguard explain arn:/],
    [
      'public, in use, its renewal failed: no private one takes its place unasked',
      factsOf({ kind: 'public', ...failed }, {}, noCa),
      'notify',
      /^nothing tells/,
    ],
    [
      'private, whether renewed could not be read',
      factsOf({ renewal: unread('acm:DescribeCertificate', 'throttled') }, secret),
      'notify',
      /could not be read: nothing is done before that is known$/,
    ],
    [
      'a CA’s own certificate',
      factsOf({ kind: 'issued', inUse: false, isAuthority: true }, secret),
      'notify',
      /whoever runs the CA renews it$/,
    ],
  ])('%s', (_title, facts, strategy, why) => {
    const chosen = chooseStrategy(facts);
    expect(chosen.strategy).toBe(strategy);
    expect(chosen.why).toMatch(why);
  });
});

describe('a strategy in the route comes first', () => {
  test.each<[string, ChoosingFacts]>([
    ['secret', factsOf({}, { strategy: 'secret', ...secret })],
    ['notify', factsOf({ kind: 'imported' }, { strategy: 'notify' })],
    ['notify', factsOf({ isAuthority: true }, { strategy: 'notify' })],
    ['acm-import', factsOf({ kind: 'imported', ...unused }, { strategy: 'acm-import' })],
    ['acm-managed', factsOf({ kind: 'imported' }, { strategy: 'acm-managed' })],
    ['acm-managed', factsOf({ kind: 'issued', inUse: false }, { strategy: 'acm-managed' })],
    ['export', factsOf({ ...unused }, { strategy: 'export', ...secret })],
    ['export', factsOf({ kind: 'public' }, { strategy: 'export', ...secret })],
    ['same-key', factsOf({ kind: 'issued', inUse: false }, { strategy: 'same-key' }, { recordedCsr: true })],
    ['same-key', factsOf({ kind: 'issued', inUse: false }, { strategy: 'same-key', csr: 'a CSR' })],
    ['same-key', factsOf({ kind: 'imported' }, { strategy: 'same-key', csr: 'a CSR' })],
  ])('%s, where it can be done', (strategy, facts) => {
    const why = strategy === 'notify' ? 'its route says that people replace it' : 'its route says so';
    expect(chooseStrategy(facts)).toEqual({ strategy, why });
  });

  test.each<[string, ChoosingFacts, string | RegExp]>([
    ['secret without a secret', factsOf({}, { strategy: 'secret' }), `strategy secret: ${ROUTE_SECRET_MISSING}`],
    ['export without a secret', factsOf({}, { strategy: 'export' }), `strategy export: ${ROUTE_SECRET_MISSING}`],
    [
      'same-key without a CSR',
      factsOf({ kind: 'issued', inUse: false }, { strategy: 'same-key' }),
      `strategy same-key: no CSR of the device is known for ${ISSUED_ARN}: npx renewguard reissue ${ISSUED_ARN} --strategy same-key --csr <file>`,
    ],
    [
      'same-key of a key that ACM holds',
      factsOf({}, { strategy: 'same-key', csr: 'a CSR' }),
      /^strategy same-key: ACM holds the key of /,
    ],
    [
      'acm-import of a private one',
      factsOf({}, { strategy: 'acm-import' }),
      /was not imported into ACM \(it is private\)/,
    ],
    [
      'acm-import of one issued directly',
      factsOf({ kind: 'issued' }, { strategy: 'acm-import' }),
      /was not imported into ACM \(it is issued\)/,
    ],
    [
      'export of an imported one',
      factsOf({ kind: 'imported' }, { strategy: 'export', ...secret }),
      /ACM exports only private certificates/,
    ],
    [
      'export of one issued directly',
      factsOf({ kind: 'issued' }, { strategy: 'export', ...secret }),
      /ACM exports only private certificates/,
    ],
    [
      'export of one that ACM could not renew',
      factsOf(failed, { strategy: 'export', ...secret }),
      /no newer certificate/,
    ],
    [
      'export of one that is revoked',
      factsOf({ status: 'REVOKED' }, { strategy: 'export', ...secret }),
      /no valid or no newer certificate/,
    ],
    [
      'acm-managed of a CA that grants ACM nothing',
      factsOf({}, { strategy: 'acm-managed' }, { verdictOfAuthority: 'missing' }),
      /Mend it first: npx renewguard explain /,
    ],
    [
      'acm-managed of a CA whose verdict is open',
      factsOf({}, { strategy: 'acm-managed' }, { verdictOfAuthority: 'undeterminable' }),
      /could not be determined/,
    ],
    [
      'acm-managed of no known CA',
      factsOf({}, { strategy: 'acm-managed' }, noCa),
      /no CA is known that ACM could request from: .*--authority/,
    ],
    [
      'anything but notify for a CA’s own certificate',
      factsOf({ isAuthority: true }, { strategy: 'secret', ...secret }),
      /is a CA's own certificate/,
    ],
    [
      'a name that is none',
      factsOf({}, { strategy: 'constructor' as Strategy }),
      /there is no strategy of that name; there are acm-managed, /,
    ],
  ])('%s is refused: RouteUnusable', (_title, facts, message) => {
    expect(() => chooseStrategy(facts)).toThrow(RouteUnusable);
    expect(() => chooseStrategy(facts)).toThrow(message);
  });
});
