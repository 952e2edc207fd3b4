import { writeDigests } from '../../functions/write-digests/write-digests.ts';
import type { Mute } from '../../core/domain/alerts/mute.ts';
import { parseAlertRoutes } from '../../core/domain/alerts/alert-routes.ts';
import type { CertificateFinding } from '../../core/domain/findings/certificate-finding.ts';
import type { CoverageFinding } from '../../core/domain/findings/coverage-finding.ts';
import type { Finding } from '../../core/domain/findings/finding.ts';
import type { OutgoingNotice } from '../../core/domain/findings/outgoing-notice.ts';
import type { AuthorityRecord } from '../../core/domain/inventory/authority-record.ts';
import { AUTHORITY_ARN, PKI } from '../builders/accounts.ts';
import { aCoverageFinding } from '../builders/coverage.ts';
import { aCertificateFinding, aFinding } from '../builders/findings.ts';
import { aRecord } from '../builders/inventory.ts';
import { MovableClock } from '../fakes/movable-clock.ts';
import { FakeInventory } from '../fakes/sweep-inventory.ts';

const DAY_SECONDS = 24 * 60 * 60;
const arnOf = (id: string): string => `arn:aws:acm:eu-west-1:${PKI}:certificate/${id}`;

let clock: MovableClock;
let inventory: FakeInventory;
let pages: (readonly (Finding | CertificateFinding)[])[];
let coverage: CoverageFinding[];
let mutes: Mute[];
let written: Map<string, string>;
let told: OutgoingNotice[];

beforeEach(() => {
  [clock, inventory, pages, coverage, mutes] = [new MovableClock(), new FakeInventory(), [], [], []];
  written = new Map();
  told = [];
  for (const [id, owner] of Object.entries({ 1: 'shop', 2: 'web' }))
    inventory.records.set(arnOf(id), aRecord({ arn: arnOf(id), owner: { name: owner, from: 'certificate tags' } }));
});

const ROUTES = parseAlertRoutes(
  JSON.stringify({ routes: [{ name: 'shop', owners: ['shop'], channels: ['webhook:shop'] }] }),
);

const authority = {
  arn: AUTHORITY_ARN,
  account: PKI,
  tags: { known: true, value: { Owner: 'shop' } },
} as unknown as AuthorityRecord;

const write = () =>
  writeDigests({
    listing: {
      // eslint-disable-next-line @typescript-eslint/require-await -- as a listing, which waits for pages
      async *openFindings() {
        yield* pages;
      },
    },
    coverage: { all: () => Promise.resolve(coverage) },
    mutes: { everyMute: () => Promise.resolve(mutes) },
    inventory,
    authorities: { authorityRecords: () => Promise.resolve([authority]) },
    routing: { routes: () => Promise.resolve(ROUTES) },
    digests: {
      keepDaily: (notice, owner, day) => {
        if ((written.get(owner) ?? '') >= day) return Promise.resolve(false);
        written.set(owner, day);
        told.push(notice);
        return Promise.resolve(true);
      },
    },
    clock,
    count: () => undefined,
  })();

const aboutWhom = () => told.map(({ about, text }) => [about?.owner, text]);

test('owners are told of their certificates and CAs, the others of the rest, with what can’t be seen', async () => {
  pages = [
    [aFinding()],
    [aCertificateFinding({ certificateArn: arnOf('1') })],
    [aCertificateFinding({ certificateArn: arnOf('2') })],
  ];
  coverage = [aCoverageFinding(), aCoverageFinding({ subject: PKI, state: 'RESOLVED' })];
  expect(await write()).toEqual({ digests: 2, written: 2 });
  expect(aboutWhom()).toEqual([
    ['shop', expect.stringMatching(/^Open for shop: 2 high\./)],
    [undefined, expect.stringContaining(arnOf('2'))],
  ]);
  expect(told[0]?.text).toContain(AUTHORITY_ARN);
  expect(told[1]?.text).toContain('AccountUnreadable');
  expect(told[1]?.text).not.toContain(AUTHORITY_ARN);
});

test('twice in a day each is written once; the next day again', async () => {
  pages = [[aCertificateFinding({ certificateArn: arnOf('1') })]];
  expect(await write()).toEqual({ digests: 1, written: 1 });
  expect(await write()).toEqual({ digests: 1, written: 0 });
  clock.forward(DAY_SECONDS);
  expect(await write()).toEqual({ digests: 1, written: 1 });
  expect(new Set(told.map(({ id }) => id)).size).toBe(2);
});

test('a mute in force keeps a finding out of the lines, one that ended does not', async () => {
  pages = [[aCertificateFinding({ certificateArn: arnOf('1') }), aFinding()]];
  const now = (await clock.now()).getTime();
  const mute = (until: number): Mute => ({
    ...{ subject: AUTHORITY_ARN, code: 'PermissionMissing', reason: 'known', by: 'ada', at: '2026-01-01T00:00:00Z' },
    until: new Date(until).toISOString(),
  });
  mutes = [mute(now + 1000)];
  await write();
  expect(told[0]?.text).toContain('Muted, and not listed: 1');
  expect(told[0]?.text).not.toContain(AUTHORITY_ARN);
  mutes = [mute(now)];
  written.clear();
  await write();
  expect(told[1]?.text).toContain(AUTHORITY_ARN);
});

test('whose certificate the inventory does not know is told to those who have no route', async () => {
  pages = [[aCertificateFinding({ certificateArn: arnOf('3') })]];
  await write();
  expect(aboutWhom()).toEqual([[undefined, expect.stringContaining(arnOf('3'))]]);
});
