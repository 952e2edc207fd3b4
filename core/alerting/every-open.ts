import type { CertificateFinding } from '../domain/findings/certificate-finding.ts';
import type { CoverageFinding } from '../domain/findings/coverage-finding.ts';
import type { Finding } from '../domain/findings/finding.ts';
import type { FollowedFinding } from '../domain/findings/followed-finding.ts';

/** Lists what is open. */
export interface OpenPorts {
  readonly listing: { openFindings(): AsyncIterable<readonly (Finding | CertificateFinding)[]> };
  readonly coverage: { all(): Promise<readonly CoverageFinding[]> };
}

/** Every finding that is open, of each kind, in pages. */
export async function* everyOpen({ listing, coverage }: OpenPorts): AsyncGenerator<readonly FollowedFinding[]> {
  for await (const page of listing.openFindings()) yield page.map(followed);
  const open = (await coverage.all()).filter(({ state }) => state === 'OPEN');
  yield open.map((finding) => ({ kind: 'coverage' as const, finding }));
}

const followed = (finding: Finding | CertificateFinding): FollowedFinding =>
  'certificateArn' in finding ? { kind: 'certificate', finding } : { kind: 'authority', finding };
