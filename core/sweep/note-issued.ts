import { parseCertificateArn } from '../domain/arn.ts';
import type { Certificate } from '../domain/certificates/certificate.ts';
import type { JudgedCertificate } from '../domain/findings/certificate-finding.ts';
import type { CertificateContents, CertificateRecord } from '../domain/inventory/certificate-record.ts';
import { contentsOf as keptContents, nextRecord } from '../domain/inventory/differences.ts';
import { managementOf } from '../domain/inventory/management.ts';
import { businessUnitOf, ownerOf } from '../domain/inventory/owner.ts';
import { plainSerial } from '../pki/serial.ts';
import { defined, recordedVerdict } from './contents.ts';
import { readRow } from './issued-certificate.ts';
import type { AccountDirectory, AuthorityInventory, FoundCertificate, Inventory } from './ports.ts';
import type { ScanPorts } from './scan-ports.ts';

/** What a record tells of an issuance, beside the certificate. Reported, not proven: nothing is judged by it. */
export interface ReportedIssuance {
  /** ISO 8601. */
  readonly issuedAt?: string;
  /** The ARN of whoever asked. */
  readonly requestedBy?: string;
  /** The service that asked for somebody. */
  readonly invokedBy?: string;
  readonly templateArn?: string;
}

/** A certificate as it was read, live, and judged. */
export interface SeenIssued {
  readonly certificate: Certificate;
  readonly verdict: JudgedCertificate['verdict'];
  /** When that reading began, ISO 8601. */
  readonly readAt: string;
}

export interface NoteIssuedPorts extends Pick<ScanPorts, 'reader'> {
  readonly inventory: Pick<Inventory, 'recordsOf' | 'keep'>;
  readonly authorityInventory: Pick<AuthorityInventory, 'authorityRecord'>;
  readonly directory: Pick<AccountDirectory, 'members'>;
}

/** Who lost a write to another reads again and writes once more; after that the other's view stands. */
const WRITES = 3;

/**
 * Keeps what a record of an issuance tells in the inventory, until the next sweep reads the CA's audit report. What can't be read
 * now, that report tells. The same record again changes nothing.
 */
export async function noteIssued(
  ports: NoteIssuedPorts,
  { certificate, verdict, readAt }: SeenIssued,
  reported: ReportedIssuance,
): Promise<void> {
  const place = parseCertificateArn(certificate.arn);
  if (place.service !== 'acm-pca') return;
  const found = await foundNow(ports, certificate, reported, readAt);
  if (found === undefined) return;
  const told = { ...(await tellable(ports, place.authorityArn, found, reported)), verdict: recordedVerdict(verdict) };
  for (let write = 0; write < WRITES; write += 1) {
    const before = (await ports.inventory.recordsOf([certificate.arn])).get(certificate.arn);
    const next = nextRecord(before, beside(before, told), before?.readAt ?? readAt);
    if (next === undefined || (await ports.inventory.keep([next])).length === 0) return;
  }
}

/** A row as the audit report will have it; undefined where the certificate can't be read. */
async function foundNow(
  ports: NoteIssuedPorts,
  { arn, serial, notBefore, notAfter, domainName }: Certificate,
  { issuedAt, templateArn }: ReportedIssuance,
  now: string,
): Promise<FoundCertificate | undefined> {
  if (serial === undefined || notBefore === undefined || notAfter === undefined) return undefined;
  const row = {
    arn,
    serial: plainSerial(serial),
    subject: '',
    notBefore,
    notAfter,
    issuedAt: issuedAt ?? now,
    ...(templateArn !== undefined && { templateArn }),
  };
  const found = await readRow(ports, row, now);
  if (found.certificate.keyAlgorithm === undefined) return undefined;
  // Without a DNS name it is called by its common name, as the report's row would have it.
  return { ...found, certificate: defined({ domainName, ...found.certificate }) };
}

/** All but the verdict. */
async function tellable(
  { authorityInventory, directory }: NoteIssuedPorts,
  authorityArn: string,
  { certificate, names, subject }: FoundCertificate,
  { requestedBy, invokedBy, templateArn }: ReportedIssuance,
): Promise<CertificateContents> {
  const { renewal: _, isAuthority: __, ...plain } = certificate;
  const { account } = certificate;
  const [authority, members] = await Promise.all([
    authorityInventory.authorityRecord(authorityArn),
    directory.members(),
  ]);
  const accountTags = members.find(({ id }) => id === account)?.tags;
  const reportedRequester = invokedBy ?? requestedBy;
  const facts = defined({
    account,
    authorityArn,
    names,
    authorityTags: authority?.tags.known === true ? authority.tags.value : undefined,
    accountTags,
    reportedRequester,
  });
  return defined({
    ...plain,
    source: 'acm-pca' as const,
    names,
    subject,
    authorityArn,
    templateArn,
    requestedBy: reportedRequester,
    tags: {},
    management: managementOf({ kind: 'issued', record: defined({ invokedBy }) }),
    owner: ownerOf(facts),
    businessUnit: businessUnitOf(facts),
  });
}

/** What a sweep has told of it already stands, as of when it read it: its report knows more than a record, but for who asked. */
function beside(before: CertificateRecord | undefined, contents: CertificateContents): CertificateContents {
  if (before === undefined) return contents;
  const { requestedBy = contents.requestedBy, owner = contents.owner } = before;
  return defined({ ...keptContents(before), requestedBy, owner });
}
