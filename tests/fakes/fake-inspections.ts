import type { CertificateFinding, CertificateFindingChange } from '../../core/domain/findings/certificate-finding.ts';
import { NO_REGION } from '../../core/domain/inventory/certificate-record.ts';
import type { OpenFindings } from '../../core/sweep/ports.ts';
import type { OutgoingNotice } from '../../core/domain/findings/outgoing-notice.ts';
import { AwsUnavailable, type FakeLedger } from './fake-ledger.ts';

/**
 * What inspections found, as the table keeps it: ordered by when their live reads began; a change and its notice are written
 * together. tests/journeys/table-adapters.test.ts shows that the real one does the same.
 */
export class FakeInspections implements OpenFindings {
  readonly #ledger: FakeLedger;
  readonly #inspectedAt = new Map<string, string>();
  readonly #findings = new Map<string, CertificateFinding>();
  /** How many of the next writes end as if another had written first. */
  conflicts = 0;

  constructor(ledger: FakeLedger) {
    this.#ledger = ledger;
  }

  wasInspected(certificateArn: string): Promise<boolean> {
    return Promise.resolve(this.#inspectedAt.has(certificateArn) || this.#findings.has(certificateArn));
  }

  wasInspectedAfter(certificateArn: string, inspectedAt: string): Promise<boolean> {
    return Promise.resolve((this.#inspectedAt.get(certificateArn) ?? '') > inspectedAt);
  }

  noteInspection(certificateArn: string, inspectedAt: string): Promise<boolean> {
    const isLatest = (this.#inspectedAt.get(certificateArn) ?? '') <= inspectedAt;
    if (isLatest) this.#inspectedAt.set(certificateArn, inspectedAt);
    return Promise.resolve(isLatest);
  }

  findingOf(certificateArn: string): Promise<CertificateFinding | undefined> {
    return Promise.resolve(this.#findings.get(certificateArn));
  }

  /** As the index of open findings: by the place in the certificate's ARN. */
  openCertificateFindings(account: string, region: string): Promise<readonly CertificateFinding[]> {
    const open = [...this.#findings.values()].filter(({ state, certificateArn }) => {
      const [, , , itsRegion, itsAccount] = certificateArn.split(':');
      return state === 'OPEN' && itsAccount === account && (itsRegion || NO_REGION) === region;
    });
    const keyOf = ({ certificateArn, code }: CertificateFinding): string => `${certificateArn}#${code}`;
    return Promise.resolve(open.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)));
  }

  writeInspected({ finding }: CertificateFindingChange, notice: OutgoingNotice, inspectedAt: string): Promise<void> {
    const { certificateArn, version } = finding;
    const isLatest = (this.#inspectedAt.get(certificateArn) ?? '') <= inspectedAt;
    const isOnTop = version === (this.#findings.get(certificateArn)?.version ?? 0) + 1;
    if (!isLatest || !isOnTop || this.conflicts > 0) {
      this.conflicts = Math.max(0, this.conflicts - 1);
      return Promise.reject(new AwsUnavailable('another wrote first'));
    }
    this.#findings.set(certificateArn, finding);
    this.#ledger.keep(certificateArn, notice, version);
    return Promise.resolve();
  }
}
