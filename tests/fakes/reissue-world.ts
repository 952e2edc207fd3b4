import { X509Certificate } from 'node:crypto';
import type { CertificateArn } from '../../core/domain/arn.ts';
import { known } from '../../core/domain/fact.ts';
import { hasReached } from '../../core/domain/reissue/progress.ts';
import { actingUnderMode, SIDE_EFFECTS } from '../../core/reissue/acting-ports.ts';
import { parseInput } from '../../core/runtime/parse-input.ts';
import { ofIssuance } from '../../core/runtime/shapes.ts';
import { cleanUpIssuance } from '../../functions/clean-up-issuance/clean-up-issuance.ts';
import { collectCertificate } from '../../functions/collect-certificate/collect-certificate.ts';
import { decideDelivery } from '../../functions/decide-delivery/decide-delivery.ts';
import { deliverCertificate } from '../../functions/deliver-certificate/deliver-certificate.ts';
import { huntLeftOvers } from '../../functions/hunt-left-overs/hunt-left-overs.ts';
import { issueCertificate } from '../../functions/issue-certificate/issue-certificate.ts';
import { prepareReissue, prepareReissueInput } from '../../functions/prepare-reissue/prepare-reissue.ts';
import { requestApproval, requestApprovalInput } from '../../functions/request-approval/request-approval.ts';
import { resumeReissues } from '../../functions/resume-reissues/resume-reissues.ts';
import { retireCertificate } from '../../functions/retire-certificate/retire-certificate.ts';
import { rollBackDelivery, rollBackDeliveryInput } from '../../functions/roll-back-delivery/roll-back-delivery.ts';
import { verifyDelivery } from '../../functions/verify-delivery/verify-delivery.ts';
import { PKI } from '../builders/accounts.ts';
import { aCertificate } from '../builders/certificates.ts';
import { FakeAcm, type Held } from './fake-acm.ts';
import { FakeApprovals } from './fake-approvals.ts';
import { FakeIssuer } from './fake-issuer.ts';
import { FakePace } from './fake-pace.ts';
import { FakeProbe } from './fake-probe.ts';
import { FakeVault } from './fake-vault.ts';
import { FakeWorld } from './fake-world.ts';
import { watched, type Cut } from './watched.ts';

/** What a reissue leaves behind in RenewGuard's own table, and what it tells people. */
const OWN_EFFECTS = {
  ledger: ['openIssuance', 'advance', 'beginIssuance'],
  routes: ['setRoute'],
  approvals: ['askPerson'],
  outbox: ['flushIssuance', 'tell'],
};

/** Every call that changes something, by port and member. */
export const EFFECTS: ReadonlySet<string> = new Set([
  ...Object.entries(SIDE_EFFECTS).flatMap(([port, members]) => Object.keys(members).map((name) => `${port}.${name}`)),
  ...Object.entries(OWN_EFFECTS).flatMap(([port, names]) => names.map((name) => `${port}.${name}`)),
]);

/**
 * Every function of a reissue on fakes that issue, import and keep for real. What is read of certificates and CAs is what the
 * fakes hold.
 */
export class ReissueWorld extends FakeWorld {
  readonly issuer = new FakeIssuer(this.clock);
  readonly acm = new FakeAcm(this.clock, this.issuer);
  readonly vault = new FakeVault();
  readonly probe = new FakeProbe();
  readonly pace = new FakePace();
  readonly approvals = new FakeApprovals();
  readonly limits = { perAuthorityAndHour: 50, perGeneration: 3 };
  /** What resume-reissues started: the names, each once, and the inputs. */
  readonly started = new Map<string, object>();

  /** So many seconds the functions' clock is ahead of that of the services. */
  skewSeconds = 0;
  /** Where it has rights to act. */
  actsIn = (account: string): boolean => account === PKI;
  /** What happens around each call of a port: any can be cut off. */
  cut: Cut = () => undefined;
  /** The calls that changed something, or would have, in their order. */
  readonly effects: string[] = [];

  /** The ports as the handlers compose them. */
  ports() {
    return actingUnderMode(this.#unguarded());
  }

  readonly #around: Cut = (call, phase) => {
    if (phase === 'before' && EFFECTS.has(call)) this.effects.push(call);
    return this.cut(call, phase);
  };

  #unguarded() {
    const { pace, limits, modes, authorities } = this;
    const around = this.#around;
    const clock = { now: async () => new Date((await this.clock.now()).getTime() + this.skewSeconds * 1000) };
    return {
      ...{ clock, pace, limits, modes, authorities },
      issuer: watched('issuer', this.issuer, around),
      acm: watched('acm', this.acm, around),
      vault: watched('vault', this.vault, around),
      probe: watched('probe', this.probe, around),
      approvals: watched('approvals', this.approvals, around),
      routes: watched('routes', this.routes, around),
      recordedRequests: watched('recordedRequests', this.recordedRequests, around),
      ledger: watched('ledger', this.issuances, around),
      outbox: watched('outbox', this.ledger, around),
      consumers: this.accounts,
      certificates: { describedCertificate: (place: { arn: string }) => this.#described(place.arn) },
      issued: { issuedCertificate: (arn: CertificateArn) => this.#issued(arn) },
      reader: this.#reader(),
      executions: { startReissue: (name: string, input: object) => this.#start(name, input) },
      actsIn: this.actsIn,
      count: this.count,
      pause: this.pace.pause,
    };
  }

  readonly prepareReissue = async (input: unknown) =>
    prepareReissue(this.ports())(parseInput(prepareReissueInput, input));
  readonly issueCertificate = async (input: unknown) => issueCertificate(this.ports())(parseInput(ofIssuance, input));
  readonly collectCertificate = async (input: unknown) =>
    collectCertificate(this.ports())(parseInput(ofIssuance, input));
  readonly decideDelivery = async (input: unknown) => decideDelivery(this.ports())(parseInput(ofIssuance, input));
  readonly requestApproval = async (input: unknown) =>
    requestApproval(this.ports())(parseInput(requestApprovalInput, input));
  readonly deliverCertificate = async (input: unknown) =>
    deliverCertificate(this.ports())(parseInput(ofIssuance, input));
  readonly verifyDelivery = async (input: unknown) => verifyDelivery(this.ports())(parseInput(ofIssuance, input));
  readonly rollBackDelivery = async (input: unknown) =>
    rollBackDelivery(this.ports())(parseInput(rollBackDeliveryInput, input));
  readonly retireCertificate = async (input: unknown) => retireCertificate(this.ports())(parseInput(ofIssuance, input));
  readonly cleanUpIssuance = async (input: unknown) => cleanUpIssuance(this.ports())(parseInput(ofIssuance, input));
  readonly resumeReissues = async () => resumeReissues(this.ports())();
  readonly huntLeftOvers = async () => huntLeftOvers(this.ports())();

  /** Whether the issuance is over: nothing is left to do. */
  async isFinished(intent: string): Promise<boolean> {
    const issuance = await this.issuances.issuanceOf(intent);
    return issuance !== undefined && hasReached(issuance, 'finished');
  }

  async #described(arn: string) {
    const held = this.acm.held.get(arn);
    const standing = await this.acm.acmStanding(arn);
    if (held === undefined || standing === undefined) return known(undefined);
    const certificate = aCertificate({
      arn,
      kind: held.kind,
      status: standing.status === 'EXPIRED' ? 'EXPIRED' : 'ISSUED',
      domainName: held.domainName,
      inUse: held.inUseBy.length > 0,
      usedBy: held.inUseBy,
      ...(standing.eligibility === 'ELIGIBLE' ? { eligibility: 'ELIGIBLE' } : { eligibility: 'INELIGIBLE' }),
      ...datesOf(held.pem.certificate),
    });
    return known({ certificate, ...authorityIn(held) });
  }

  async #issued({ arn }: CertificateArn) {
    const found = this.issuer.issued.get(arn);
    const dates = found && datesOf(found.certificate);
    return Promise.resolve(
      known(dates && aCertificate({ arn, kind: 'issued', status: 'ISSUED', inUse: false, ...dates })),
    );
  }

  #reader() {
    const { issuer, acm, reader } = this;
    return {
      pemOf: ({ arn }: CertificateArn) => {
        const found = issuer.issued.get(arn) ?? acm.held.get(arn)?.pem;
        return Promise.resolve(known(found && { certificate: found.certificate, chain: found.chain }));
      },
      tagsOf: ({ arn }: { arn: string }) => Promise.resolve(known(acm.held.get(arn)?.tags ?? {})),
      tagsOfAuthority: reader.tagsOfAuthority.bind(reader),
      authoritiesWithCertificates: () => Promise.resolve(known(this.#authorities())),
      describeAuthority: ({ arn }: { arn: string }) =>
        Promise.resolve(known(this.#authorities().find((authority) => authority.arn === arn)?.description)),
    };
  }

  #authorities() {
    return [...this.issuer.authorities].map(([arn, { authority, status }]) => ({
      arn,
      certificate: authority.pem.certificate,
      description: {
        status,
        usageMode: 'GENERAL_PURPOSE' as const,
        keyAlgorithm: authority.family === 'RSA' ? 'RSA_2048' : 'EC_prime256v1',
        notAfter: authority.notAfter.toISOString(),
      },
    }));
  }

  #start(name: string, input: object): Promise<boolean> {
    if (this.started.has(name)) return Promise.resolve(false);
    this.started.set(name, input);
    return Promise.resolve(true);
  }
}

const authorityIn = ({ authorityArn }: Held) => (authorityArn === undefined ? {} : { authorityArn });

function datesOf(pem: string) {
  const { validFrom, validTo, serialNumber } = new X509Certificate(pem);
  return {
    serial: serialNumber.toLowerCase(),
    notBefore: new Date(validFrom).toISOString(),
    notAfter: new Date(validTo).toISOString(),
  };
}
