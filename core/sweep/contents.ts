import type { Renewal } from '../domain/certificates/certificate.ts';
import type { CertificateVerdict } from '../domain/certificates/certificate-verdict.ts';
import type {
  CertificateContents,
  CertificateRecord,
  Management,
  RecordedVerdict,
} from '../domain/inventory/certificate-record.ts';
import { managementOf } from '../domain/inventory/management.ts';
import { businessUnitOf, ownerOf } from '../domain/inventory/owner.ts';
import type { Assessed } from './assessment.ts';
import type { Scan } from './phases/phase.ts';

/** What the inventory says of a certificate that was judged; what nobody was asked this time stays as it was. */
export async function contentsOf(
  scan: Scan,
  assessed: Assessed,
  verdict: CertificateVerdict,
  before: CertificateRecord | undefined,
): Promise<CertificateContents> {
  const { found, source, listed, authorityArn, facts } = assessed;
  const { renewal, awaited: _, failureReason: __, isAuthority: ___, ...plain } = facts.certificate;
  const { names, moreNames, subject, issuer, revokedAt } = found;
  const { tags = {}, requestedBy, route, replaces } = before ?? {};
  const contents = {
    ...plain,
    ...{
      source,
      names,
      moreNames,
      subject,
      issuer,
      revokedAt,
      authorityArn,
      listed,
      tags,
      requestedBy,
      route,
      replaces,
    },
    ...keptFrom(before, assessed),
    renewal: renewal.known ? renewalOf(renewal.value) : before?.renewal,
    management: managementIn(assessed, before),
    verdict: recordedVerdict(verdict),
  };
  return defined({ ...contents, ...(await belongingOf(scan, contents)) });
}

const keptFrom = (before: CertificateRecord | undefined, { templateArn, facts: { replacedBy } }: Assessed) => ({
  templateArn: templateArn ?? before?.templateArn,
  replacedBy: replacedBy?.certificateArn ?? before?.replacedBy,
});

const renewalOf = (renewal: Renewal | undefined): CertificateContents['renewal'] =>
  renewal && defined({ status: renewal.status, reason: renewal.reason, updatedAt: renewal.updatedAt });

/** Of what a CA issued, its report tells; between reports that stands. */
function managementIn({ told, facts: { certificate } }: Assessed, before: CertificateRecord | undefined): Management {
  const { kind } = certificate;
  if (told === undefined && kind === 'issued' && before !== undefined) return before.management;
  return managementOf({ kind, ...told });
}

/** Whose it is, and of which business unit, by its tags and by what holds for its CA, its account and its scope. */
export async function belongingOf(
  scan: Scan,
  {
    account,
    authorityArn,
    names,
    tags,
    requestedBy,
  }: Belonging & { readonly names?: readonly string[]; readonly requestedBy?: string | undefined },
): Promise<Pick<CertificateContents, 'owner' | 'businessUnit'>> {
  const { authorityTags, accountTags, mapping, businessUnit: byDefault } = await scan.belonging(authorityArn);
  const facts = {
    account,
    names: names ?? [],
    certificateTags: tags,
    ...(authorityArn === undefined ? {} : { authorityArn }),
    ...(authorityTags === undefined ? {} : { authorityTags }),
    ...(accountTags === undefined ? {} : { accountTags }),
    ...(requestedBy === undefined ? {} : { reportedRequester: requestedBy }),
    ...(mapping === undefined ? {} : { mapping }),
  };
  return defined({ owner: ownerOf(facts), businessUnit: businessUnitOf(facts, byDefault) });
}

type Belonging = Pick<CertificateContents, 'account' | 'tags'> & { readonly authorityArn?: string | undefined };

export function recordedVerdict({
  verdict,
  reason,
  code,
  severity,
  firstAttempt,
  outage,
}: Omit<CertificateVerdict, 'checks' | 'unread'>): RecordedVerdict {
  return defined({ verdict, reason, code, severity, firstAttempt, outage });
}

/** Without the members that are undefined. */
export function defined<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}
