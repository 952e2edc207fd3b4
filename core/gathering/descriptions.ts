import pMap from 'p-map';
import type { Certificate } from '../domain/certificates/certificate.ts';
import type { Fact } from '../domain/fact.ts';
import type { AuthorityMemory, CertificateDescriber, DescribedCertificate } from './ports.ts';

export interface DescriptionsPorts {
  readonly certificates: CertificateDescriber;
  readonly memory: Pick<AuthorityMemory, 'authoritiesOf' | 'rememberAuthorities'>;
  /** Told as descriptions come in. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** DescribeCertificate's quota is 10 a second (service-facts 2.7). */
const AT_ONCE = 5;
/** Remembered as it goes: a run that is stopped has not read in vain. */
const REMEMBERED_AT_ONCE = 25;

/** Certificates that were described, by ARN; undefined: deleted since they were listed. */
export type Descriptions = Map<string, Fact<DescribedCertificate | undefined>>;

/** Describes certificates, and remembers the CA of each: it never changes for an ARN. */
export async function describe(
  { certificates, memory, onProgress }: DescriptionsPorts,
  wanted: readonly Certificate[],
): Promise<Descriptions> {
  const described: Descriptions = new Map();
  for (let from = 0; from < wanted.length; from += REMEMBERED_AT_ONCE) {
    const batch = wanted.slice(from, from + REMEMBERED_AT_ONCE);
    await pMap(
      batch,
      async (certificate) => {
        described.set(certificate.arn, await certificates.describedCertificate(certificate));
        onProgress?.(described.size, wanted.length);
      },
      { concurrency: AT_ONCE },
    );
    await memory.rememberAuthorities(authoritiesIn(described, batch));
  }
  return described;
}

function authoritiesIn(described: Descriptions, batch: readonly Certificate[]): ReadonlyMap<string, string> {
  return new Map(
    batch.flatMap(({ arn }): [string, string][] => {
      const fact = described.get(arn);
      const authorityArn = fact?.known === true ? fact.value?.authorityArn : undefined;
      return authorityArn === undefined ? [] : [[arn, authorityArn]];
    }),
  );
}
