import type { AccountId } from '../../core/domain/arn.ts';
import { AuthorityReadings } from '../../core/aws/authority-readings.ts';
import type { Certificate } from '../../core/domain/certificates/certificate.ts';
import { known, unknown, type Fact, type Unreadable } from '../../core/domain/fact.ts';
import type { Place, Scope, SweepOrder } from '../../core/domain/sweep/sweep.ts';
import { concludeSweep } from '../../core/sweep/conclude-sweep.ts';
import { AUTHORITY_PHASES } from '../../core/sweep/phases/authority-phases.ts';
import { PLACE_PHASES } from '../../core/sweep/phases/place-phases.ts';
import { planAuthorities } from '../../core/sweep/plan-authorities.ts';
import { planSweep, type Asked } from '../../core/sweep/plan-sweep.ts';
import type { FoundCertificate, IssuedRow, MemberAccount, Page, ReportState, Tagged } from '../../core/sweep/ports.ts';
import { scanPlace } from '../../core/sweep/scan-place.ts';
import type { AuthorityScanPorts, PlaceScanPorts } from '../../core/sweep/scan-ports.ts';
import { PAYMENTS, PKI, WEB } from '../builders/accounts.ts';
import { FakeAccounts } from './fake-accounts.ts';
import { FakeAuthorities } from './fake-authorities.ts';
import { FakeIssuedCertificates } from './fake-certificates.ts';
import { FakeInspections } from './fake-inspections.ts';
import { FakeIssuances } from './fake-issuances.ts';
import { FakeLease } from './fake-lease.ts';
import { FakeLedger } from './fake-ledger.ts';
import { FakeMemory } from './fake-memory.ts';
import { FakeModes } from './fake-modes.ts';
import { FakeRecordedRequests } from './fake-recorded-requests.ts';
import { FakeReissueReader } from './fake-reissue-reader.ts';
import { FakeRoutes } from './fake-routes.ts';
import { Hooked } from './hooked.ts';
import { MovableClock } from './movable-clock.ts';
import { FakeCoverage } from './sweep-coverage.ts';
import { FakeDirectory } from './sweep-directory.ts';
import { FakeFiles } from './sweep-files.ts';
import { FakeAuthorityInventory, FakeInventory } from './sweep-inventory.ts';
import { FakeReadings } from './sweep-readings.ts';
import { FakeSweeps } from './sweep-records.ts';

export const REGION = 'eu-west-1';

/** A certificate in ACM, as its description tells it. */
export interface Held {
  readonly certificate: Certificate;
  readonly authorityArn?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** AWS as sweeps read it: calls are counted by operation and account, and can be denied or cut off. */
export class SweptAws extends Hooked {
  /** By ARN. */
  readonly acm = new Map<string, Held>();
  readonly issued = new Map<string, IssuedRow[]>();
  /** What does not answer: `acm:SearchCertificates 444455556666`. */
  readonly silent = new Map<string, Unreadable['kind']>();
  /** How often the next tokens of searches are forgotten. */
  forgets = 0;
  pageSize = 500;

  async ask<T>(operation: string, account: AccountId, answer: () => T): Promise<Fact<T>> {
    return this.called(`${operation} ${account}`, () => {
      const kind = this.silent.get(`${operation} ${account}`) ?? this.silent.get(`* ${account}`);
      return kind === undefined ? known(answer()) : unknown({ kind, operation, account, message: 'so it is' });
    });
  }

  callsIn(account: AccountId): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const call of this.calls) {
      const [operation = '', its] = call.split(' ');
      if (its === account) counts[operation] = (counts[operation] ?? 0) + 1;
    }
    return counts;
  }

  searchPage(account: AccountId, region: string, after = '0'): Promise<Fact<Page<FoundCertificate> | 'begin-again'>> {
    return this.ask('acm:SearchCertificates', account, () => {
      if (after !== '0' && this.forgets > 0) {
        this.forgets -= 1;
        return 'begin-again';
      }
      return this.#page([...this.acm.values()].filter(isIn(account, region)), after, listed, this.pageSize);
    });
  }

  tagPage(account: AccountId, region: string, _: string, after = '0'): Promise<Fact<Page<Tagged>>> {
    return this.ask('tag:GetResources', account, () => {
      const tagged = [...this.acm.values()].filter(isIn(account, region)).filter(({ tags }) => tags !== undefined);
      return this.#page(tagged, after, ({ certificate, tags = {} }) => ({ arn: certificate.arn, tags }), 100);
    });
  }

  describedCertificate({ arn, account }: Pick<Certificate, 'arn' | 'account'>) {
    return this.ask('acm:DescribeCertificate', account, () => this.acm.get(arn));
  }

  report(authorityArn: string): Promise<Fact<ReportState>> {
    const [, , , , account = ''] = authorityArn.split(':');
    const state: ReportState = { id: 'r1', key: 'report', status: 'SUCCESS', createdAt: '2026-11-22T10:00:00.000Z' };
    return this.ask('acm-pca:CreateCertificateAuthorityAuditReport', account, () => state);
  }

  reportAgain(authorityArn: string): Promise<Fact<ReportState>> {
    return this.report(authorityArn);
  }

  async *rows(authorityArn: string, _: ReportState, skip: number): AsyncGenerator<IssuedRow> {
    for (const row of (this.issued.get(authorityArn) ?? []).slice(skip)) yield await Promise.resolve(row);
  }

  serverCertificates(account: AccountId): Promise<Fact<readonly FoundCertificate[]>> {
    return this.ask('iam:ListServerCertificates', account, () => []);
  }

  accessCertificates(account: AccountId): Promise<Fact<Page<FoundCertificate>>> {
    return this.ask('rolesanywhere:ListTrustAnchors', account, () => ({ items: [] }));
  }

  #page<T>(all: readonly Held[], after: string, shape: (held: Held) => T, size: number): Page<T> {
    const from = Number(after);
    const items = all.slice(from, from + size).map(shape);
    return { items, ...(from + size < all.length ? { next: String(from + size) } : {}) };
  }
}

const isIn =
  (account: AccountId, region: string) =>
  ({ certificate }: Held): boolean =>
    certificate.account === account && certificate.region === region;

/** What a search tells of a certificate. */
function listed({ certificate: { usedBy: _, ...certificate } }: Held): FoundCertificate {
  const status = certificate.renewal.known ? certificate.renewal.value?.status : undefined;
  return {
    certificate: { ...certificate, renewal: known(status && { status }) },
    names: certificate.domainName === undefined ? [] : [certificate.domainName],
    ...(status === undefined ? {} : { renewalStatus: status }),
  };
}

export const ORGANIZATION: Scope = {
  name: 'default',
  accounts: 'organization',
  regions: [REGION],
  everyHours: 24,
  include: { expired: false, revoked: false },
};

/** Sweeps on fakes: planned, scanned and concluded as the state machine does it. */
export class SweepWorld {
  readonly clock = new MovableClock();
  readonly aws = new SweptAws();
  readonly authorities = new FakeAuthorities();
  readonly accounts = new FakeAccounts();
  readonly lease = new FakeLease();
  readonly ledger = new FakeLedger((authorityArn) => this.lease.holderOf(authorityArn));
  readonly inspections = new FakeInspections(this.ledger);
  readonly issuances = new FakeIssuances((intent, notice, order) => this.ledger.keep(intent, notice, order));
  readonly inventory = new FakeInventory();
  readonly authorityInventory = new FakeAuthorityInventory();
  readonly sweeps = new FakeSweeps();
  readonly files = new FakeFiles();
  readonly directory = new FakeDirectory();
  readonly routes = new FakeRoutes();
  readonly memory = new FakeMemory();
  readonly shared = new FakeReadings();
  readonly coverage = new FakeCoverage();
  readonly reissued: string[] = [];
  readonly requested: string[] = [];
  members: MemberAccount[] = [PKI, PAYMENTS, WEB].map((id) => ({ id, status: 'ACTIVE', tags: {} }));
  organization: Fact<readonly MemberAccount[]> | undefined;
  /** How many steps one invocation may take. */
  stepsAtOnce = Infinity;

  /** As one invocation gets them. */
  scanPorts(): PlaceScanPorts & AuthorityScanPorts {
    let steps = 0;
    const reader = new FakeReissueReader();
    return {
      ...{ search: this.aws, tags: this.aws, others: this.aws, reports: this.aws, certificates: this.aws },
      ...{ inventory: this.inventory, authorityInventory: this.authorityInventory, openFindings: this.inspections },
      ...{ shared: this.shared, sweeps: this.sweeps, files: this.files, directory: this.directory, clock: this.clock },
      ...{ inspections: this.inspections, findings: this.ledger, memory: this.memory, lease: this.lease, reader },
      ...{
        routes: this.routes,
        ledger: this.issuances,
        modes: new FakeModes(),
        actsIn: (account: string) => account === PKI,
      },
      ...{ recordedRequests: new FakeRecordedRequests(), issued: new FakeIssuedCertificates() },
      consumers: this.accounts,
      authorities: this.authorities,
      authorityReadings: new AuthorityReadings(this.authorities, reader),
      outbox: {
        flushAuthority: (arn) => this.ledger.flushAuthority(arn),
        flushCertificate: (arn, sender) => this.ledger.flushCertificate(arn, sender),
        requestVerification: (arn) => Promise.resolve(void this.requested.push(arn)),
      },
      ownerMapping: () => Promise.resolve(undefined),
      hasTime: () => (steps += 1) <= this.stepsAtOnce,
      takeCalls: () => ({}),
    };
  }

  async plan(id: string, asked: Asked = { request: { dryRun: false } }) {
    const ports = {
      sweeps: this.sweeps,
      files: this.files,
      directory: this.directory,
      organization: {
        accounts: () => Promise.resolve(this.organization ?? known(this.members)),
        accountsBelow: () => Promise.resolve(this.organization ?? known(this.members)),
      },
      hubAccount: PKI,
      homeRegion: REGION,
      namedMembers: [],
      defaultScope: ORGANIZATION,
    };
    return planSweep(ports, { id, startedBy: 'hand', asked }, (await this.clock.now()).toISOString());
  }

  /** One invocation. */
  async scan(id: string, place: Place) {
    const order = (await this.sweeps.sweep(id)) as SweepOrder;
    return place.authorityArn === undefined
      ? scanPlace(this.scanPorts(), order, place, PLACE_PHASES)
      : scanPlace(this.scanPorts(), order, place, AUTHORITY_PHASES);
  }

  /** A scan to its end, however many invocations that takes. */
  async scanWhole(id: string, place: Place): Promise<void> {
    for (let invocation = 0; invocation < 200; invocation += 1)
      if ((await this.scan(id, place)).next === 'done') return;
    throw new Error('a scan that does not end');
  }

  async conclude(id: string) {
    const ports = {
      sweeps: this.sweeps,
      files: this.files,
      clock: this.clock,
      coverage: this.coverage,
      outbox: this.coverage,
      hasTime: () => true,
      defaultScope: ORGANIZATION,
      hub: { account: PKI, region: REGION, partition: 'aws', memberRoleName: 'RenewGuardRead' },
      executions: {
        startReissue: (_: string, input: object) =>
          Promise.resolve(this.reissued.push((input as { certificateArn: string }).certificateArn) > 0),
      },
    };
    return concludeSweep(ports, id, { started: 0 });
  }

  /** A whole sweep. */
  async sweep(id: string, asked?: Asked) {
    await this.plan(id, asked);
    for (const place of await this.files.workList(id, 'places')) await this.scanWhole(id, place);
    await planAuthorities(this, id);
    for (const place of await this.files.workList(id, 'authorities')) await this.scanWhole(id, place);
    const concluded = await this.conclude(id);
    if (concluded.next !== 'done') throw new Error('a sweep that does not end');
    return concluded.sweep;
  }
}
