import type { RecordedRequests } from '../../core/reissue/ports.ts';

/** The CSRs that records told, as the table keeps them. */
export class FakeRecordedRequests implements RecordedRequests {
  readonly kept = new Map<string, string>();

  requestFor(issuedArn: string): Promise<string | undefined> {
    return Promise.resolve(this.kept.get(issuedArn));
  }

  keepRequest(issuedArn: string, csr: string): Promise<void> {
    this.kept.set(issuedArn, csr);
    return Promise.resolve();
  }
}
