import {
  GetSubjectCommand,
  ListCrlsCommand,
  ListSubjectsCommand,
  ListTrustAnchorsCommand,
  type RolesAnywhereClient,
  type CredentialSummary,
  type CrlDetail,
  type SubjectSummary,
  type TrustAnchorDetail,
} from '@aws-sdk/client-rolesanywhere';
import type { AccountId } from '../domain/arn.ts';
import { known, type Fact } from '../domain/fact.ts';
import { pemBlocks, pemOf } from '../pki/pem.ts';
import type { Clock } from '../runtime/clock.ts';
import type { FoundCertificate, Page } from '../sweep/ports.ts';
import type { AccountReader } from './accounts.ts';
import { rolesAnywhere, type ClientKind } from './clients.ts';
import { AwsUnavailable, errorName, unlessNotThere } from './errors.ts';
import { certificateIn, listIn } from './found-certificates.ts';
import { cursorAfter, cursorIn, type PageCursor } from './page-cursor.ts';

/** All operations on one kind of resource share one call a second (service-facts 5.1): so many subjects take half a minute. */
const SUBJECTS_AT_ONCE = 20;

/** Who was not seen for so long has no certificate that works, or none that is worth a call: subjects are never deleted. */
const SEEN_DAYS = 60;
const DAY = 24 * 60 * 60 * 1000;

/** The client has no time limit; its calls may have to wait for their turn. */
const ANSWER_MILLISECONDS = 30_000;

/** The subjects come after everything else, from their first page on. */
const SUBJECTS = 'subjects';

/** What IAM Roles Anywhere trusts, what it was told is revoked, and the certificates that workloads show it. */
export class AccessCertificates {
  readonly #accounts: AccountReader;
  readonly #clock: Clock;
  readonly #client: ClientKind<RolesAnywhereClient>;

  /** @param endpoint empty: AWS's */
  constructor(accounts: AccountReader, endpoint: string, clock: Clock) {
    this.#accounts = accounts;
    this.#clock = clock;
    this.#client = rolesAnywhere(endpoint);
  }

  /**
   * The certificates of trust anchors, and when CRLs end; then, page by page, what each subject showed last. Anchors of a private
   * CA have the CA's own certificate, which is known already. Without an anchor nobody is let in, and no more is asked.
   */
  async accessCertificates(account: AccountId, region: string, after?: string): Promise<Fact<Page<FoundCertificate>>> {
    if (after !== undefined) return this.#subjects(account, region, cursorIn(after));
    const anchors = await this.#all(account, region, 'rolesanywhere:ListTrustAnchors', async (client, nextToken) => {
      const answer = await client.send(new ListTrustAnchorsCommand(onwards(nextToken)), inTime());
      return { items: answer.trustAnchors ?? [], next: answer.nextToken };
    });
    if (!anchors.known) return anchors;
    if (anchors.value.length === 0) return known({ items: [] });
    const lists = await this.#all(account, region, 'rolesanywhere:ListCrls', async (client, nextToken) => {
      const answer = await client.send(new ListCrlsCommand(onwards(nextToken)), inTime());
      return { items: answer.crls ?? [], next: answer.nextToken };
    });
    if (!lists.known) return lists;
    return known({ items: [...anchors.value.flatMap(certificatesOf), ...lists.value.flatMap(listOf)], next: SUBJECTS });
  }

  /** @param from undefined: their first page */
  async #subjects(account: AccountId, region: string, from: PageCursor | undefined) {
    const page = await this.#read(account, region, 'rolesanywhere:ListSubjects', async (client) => {
      const ask = new ListSubjectsCommand({ pageSize: SUBJECTS_AT_ONCE, ...onwards(from?.token) });
      const { subjects = [], nextToken } = await client.send(ask, inTime()).catch((error: unknown) => {
        if (from === undefined || errorName(error) !== 'ValidationException') throw error;
        throw new AwsUnavailable('AWS forgot where the listing of subjects was', { cause: error });
      });
      return { subjects, ...(nextToken ? { next: cursorAfter(SUBJECTS, from, nextToken) } : {}) };
    });
    if (!page.known) return page;
    const since = (await this.#clock.now()).getTime() - SEEN_DAYS * DAY;
    const items: FoundCertificate[] = [];
    for (const subject of page.value.subjects) {
      if ((subject.lastSeenAt?.getTime() ?? 0) < since) continue;
      const found = await this.#subject(account, region, subject);
      if (!found.known) return found;
      items.push(...found.value);
    }
    return known({ items, ...(page.value.next === undefined ? {} : { next: page.value.next }) });
  }

  /** Serial number and end stand in the certificate alone, which only the subject's own description has. */
  #subject(account: AccountId, region: string, { subjectId, subjectArn }: SubjectSummary) {
    return this.#read(account, region, 'rolesanywhere:GetSubject', async (client) => {
      const answer = await unlessNotThere(() => client.send(new GetSubjectCommand({ subjectId }), inTime()));
      const { x509CertificateData: pem } = newest(answer?.subject?.credentials ?? []) ?? {};
      if (pem === undefined || subjectArn === undefined) return [];
      return [certificateIn(subjectArn, pem, 'workload')];
    });
  }

  #all<T>(
    account: AccountId,
    region: string,
    operation: string,
    ask: (client: RolesAnywhereClient, token: string | undefined) => Promise<{ items: T[]; next: string | undefined }>,
  ): Promise<Fact<readonly T[]>> {
    return this.#read(account, region, operation, async (client) => {
      const all: T[] = [];
      let from: PageCursor | undefined;
      do {
        const { items, next } = await ask(client, from?.token);
        all.push(...items);
        from = next ? cursorIn(cursorAfter('all', from, next)) : undefined;
      } while (from !== undefined);
      return all;
    });
  }

  #read<T>(
    account: AccountId,
    region: string,
    operation: string,
    ask: (client: RolesAnywhereClient) => Promise<T>,
  ): Promise<Fact<T>> {
    return this.#accounts.read(account, region, operation, ({ more }) => ask(more(this.#client)));
  }
}

const onwards = (nextToken: string | undefined) => (nextToken === undefined ? {} : { nextToken });

const inTime = () => ({ abortSignal: AbortSignal.timeout(ANSWER_MILLISECONDS) });

/** What was shown last, and let in if any was. */
const newest = (credentials: readonly CredentialSummary[]): CredentialSummary | undefined => {
  const latest = credentials.toSorted((one, other) => (other.seenAt?.getTime() ?? 0) - (one.seenAt?.getTime() ?? 0));
  return latest.find(({ failed }) => failed !== true) ?? latest[0];
};

/** The certificates of an anchor's bundle. An anchor has one ARN for all: each gets its serial number behind it. */
function certificatesOf({ trustAnchorArn, enabled, source }: TrustAnchorDetail): readonly FoundCertificate[] {
  const bundle = source?.sourceData?.x509CertificateData;
  if (trustAnchorArn === undefined || bundle === undefined) return [];
  return pemBlocks(bundle)
    .blocks.filter(({ label }) => label === 'CERTIFICATE')
    .map(({ label, der }) => {
      const found = certificateIn(trustAnchorArn, pemOf(label, der), 'anchor', { inUse: enabled ?? true });
      const arn = `${trustAnchorArn}/certificate/${found.certificate.serial ?? ''}`;
      return { ...found, certificate: { ...found.certificate, arn } };
    });
}

const listOf = ({ crlArn, crlData, name }: CrlDetail): readonly FoundCertificate[] =>
  crlArn === undefined || crlData === undefined ? [] : [listIn(crlArn, Buffer.from(crlData).toString('latin1'), name)];
