import { alertOrResolve, alertOrResolveInput } from '../../functions/alert-or-resolve/alert-or-resolve.ts';
import {
  concludeCertificate,
  concludeCertificateInput,
} from '../../functions/conclude-certificate/conclude-certificate.ts';
import { findDependents, findDependentsInput } from '../../functions/find-dependents/find-dependents.ts';
import {
  identifyAuthorities,
  identifyAuthoritiesInput,
} from '../../functions/identify-authorities/identify-authorities.ts';
import {
  identifyCertificates,
  identifyCertificatesInput,
} from '../../functions/identify-certificates/identify-certificates.ts';
import {
  inspectCertificate,
  inspectCertificateInput,
} from '../../functions/inspect-certificate/inspect-certificate.ts';
import {
  releaseVerification,
  releaseVerificationInput,
} from '../../functions/release-verification/release-verification.ts';
import { reportFailure, reportFailureInput } from '../../functions/report-failure/report-failure.ts';
import { verifyAuthority, verifyAuthorityInput } from '../../functions/verify-authority/verify-authority.ts';
import type { Mutes } from '../../core/repair/ports.ts';
import type { RepairMode } from '../../core/domain/repair/repair.ts';
import { parseInput } from '../../core/runtime/parse-input.ts';
import { PAYMENTS, PKI, WEB } from '../builders/accounts.ts';
import { FakeAccounts } from './fake-accounts.ts';
import { FakeAuthorities } from './fake-authorities.ts';
import { FakeCertificates, FakeIssuedCertificates } from './fake-certificates.ts';
import { FakeInspections } from './fake-inspections.ts';
import { FakeIssuances } from './fake-issuances.ts';
import { FakeLease } from './fake-lease.ts';
import { FakeLedger } from './fake-ledger.ts';
import { FakeMemory } from './fake-memory.ts';
import { FakeModes } from './fake-modes.ts';
import { FakeRecordedRequests } from './fake-recorded-requests.ts';
import { FakeReissueReader } from './fake-reissue-reader.ts';
import { FakeRepairs, FakeRepairStarter } from './fake-repairs.ts';
import { FakeRoutes } from './fake-routes.ts';
import { MovableClock } from './movable-clock.ts';
import { FakeDirectory } from './sweep-directory.ts';
import { FakeAuthorityInventory, FakeInventory } from './sweep-inventory.ts';

/** Every function on fakes: called as its handler calls it, with its input read by its shape. */
export class FakeWorld {
  readonly clock = new MovableClock();
  readonly authorities = new FakeAuthorities();
  readonly accounts = new FakeAccounts();
  readonly memory = new FakeMemory();
  readonly lease = new FakeLease();
  readonly ledger = new FakeLedger((authorityArn) => this.lease.holderOf(authorityArn));
  readonly certificates = new FakeCertificates();
  readonly issued = new FakeIssuedCertificates();
  readonly inspections = new FakeInspections(this.ledger);
  readonly issuances = new FakeIssuances((intent, notice, order) => this.ledger.keep(intent, notice, order));
  readonly recordedRequests = new FakeRecordedRequests();
  readonly routes = new FakeRoutes();
  readonly modes = new FakeModes();
  readonly reader = new FakeReissueReader();
  readonly inventory = new FakeInventory();
  readonly authorityInventory = new FakeAuthorityInventory();
  readonly directory = new FakeDirectory();
  readonly repairs = new FakeRepairs((authorityArn, notice) => this.ledger.keep(authorityArn, notice));
  readonly repairStarter = new FakeRepairStarter();
  repairMode: RepairMode = 'approve';
  /** Undefined: no repair’s finding is muted. */
  mutesOfRepairs: Mutes | undefined;
  readonly counted: Record<string, number> = {};

  /** The accounts that can be read; the first is the hub. */
  readableAccounts: readonly string[] = [PKI, PAYMENTS, WEB];

  // An async function each, so that an input that is refused rejects, as it does in Lambda.
  readonly identifyAuthorities = async (input: unknown) =>
    identifyAuthorities({ authorities: this.authorities, memory: this.memory, removers: this.repairs })(
      parseInput(identifyAuthoritiesInput, input),
    );

  readonly verifyAuthority = async (input: unknown) =>
    verifyAuthority({
      ...this.#ports(),
      consumers: this.accounts,
      findings: this.ledger,
      verificationPace: this.verificationPace,
      pause: this.#pause,
    })(parseInput(verifyAuthorityInput, input));

  readonly findDependents = async (input: unknown) =>
    findDependents({ certificates: this.accounts, memory: this.memory, pause: this.#pause })(
      parseInput(findDependentsInput, input),
    );

  readonly alertOrResolve = async (input: unknown) =>
    alertOrResolve({ ...this.#ports(), ...this.decidingPorts(), findings: this.ledger, outbox: this.ledger })(
      parseInput(alertOrResolveInput, input),
    );

  readonly releaseVerification = async (input: unknown) =>
    releaseVerification(this)(parseInput(releaseVerificationInput, input));

  readonly reportFailure = async (input: unknown) =>
    reportFailure({
      ...this.#ports(),
      isRepair: (arn) => arn.includes('-repair-authority:'),
      failures: this.ledger,
      outbox: this.ledger,
      ledger: this.issuances,
    })(parseInput(reportFailureInput, input));

  readonly identifyCertificates = async (input: unknown) =>
    identifyCertificates({ ledger: this.issuances, recordedRequests: this.recordedRequests })(
      parseInput(identifyCertificatesInput, input),
    );

  readonly inspectCertificate = async (input: unknown) =>
    inspectCertificate({ ...this.#ports(), ...this.#certificatePorts() })(parseInput(inspectCertificateInput, input));

  readonly concludeCertificate = async (input: unknown) =>
    concludeCertificate({ ...this.#ports(), inspections: this.inspections, outbox: this.ledger })(
      parseInput(concludeCertificateInput, input),
    );

  /** The subjects of the notices that people got. */
  get told(): readonly string[] {
    return this.ledger.sent.map(({ subject }) => subject.replace(/^\[RenewGuard\] (.*?)(: .*)?$/, '$1'));
  }

  /** Where a verification asked for a turn; the turn comes after so many milliseconds. */
  readonly turnsTaken: string[] = [];
  turnComesAfter = 0;
  readonly verificationPace = {
    turn: (account: string, region: string): Promise<number> => {
      this.turnsTaken.push(`${account}/${region}`);
      return Promise.resolve(this.turnComesAfter);
    },
  };

  /** How long was waited, in milliseconds, by what waits within a function. */
  readonly paused: number[] = [];
  /** What happens while something waits. */
  onPause: () => void = () => undefined;

  readonly #pause = (milliseconds: number): Promise<void> => {
    this.paused.push(milliseconds);
    this.onPause();
    return Promise.resolve();
  };

  protected readonly count = (metric: string, amount = 1): void => {
    this.counted[metric] = (this.counted[metric] ?? 0) + amount;
  };

  protected decidingPorts() {
    const { modes, reader, repairs, repairStarter, repairMode, mutesOfRepairs: mutes } = this;
    const actsIn = (account: string): boolean => account === PKI;
    return { modes, reader, repairs, removers: repairs, repairStarter, repairMode, actsIn, ...(mutes && { mutes }) };
  }

  #ports() {
    const { clock, authorities, memory, lease } = this;
    const readable = { accounts: () => Promise.resolve(this.readableAccounts) };
    return { clock, authorities, memory, lease, readable, count: this.count };
  }

  #certificatePorts() {
    const { certificates, issued, inspections, accounts: consumers } = this;
    const { issuances: ledger, recordedRequests, routes, modes, reader } = this;
    const reissue = { ledger, recordedRequests, routes, modes, reader, actsIn: (account: string) => account === PKI };
    const { inventory, authorityInventory, directory } = this;
    return { certificates, issued, inspections, consumers, inventory, authorityInventory, directory, ...reissue };
  }
}
