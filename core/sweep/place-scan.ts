import type { CertificateFinding } from '../domain/findings/certificate-finding.ts';
import type { OwnerMapping } from '../domain/inventory/owner-mapping.ts';
import type { Place, Scope } from '../domain/sweep/sweep.ts';
import type { Scan, ScanContext } from './phases/phase.ts';
import type { ScanProgress } from './ports.ts';
import type { ScanPorts } from './scan-ports.ts';

type Tags = Readonly<Record<string, string>>;

/** What tells whose certificates are, beside what the certificates tell themselves. */
export interface Belonging {
  readonly authorityTags?: Tags;
  readonly accountTags?: Tags;
  readonly mapping?: OwnerMapping;
  /** Of the scope, for those of which nothing else tells it. */
  readonly businessUnit?: string;
}

/** One place, as one invocation works on it: what several steps need is read once. */
export class PlaceScan<Ports extends ScanPorts> {
  readonly #context: ScanContext<Ports>;
  readonly #place: Place;
  #open: Promise<ReadonlyMap<string, CertificateFinding>> | undefined;
  #shared: Promise<Omit<Belonging, 'authorityTags'>> | undefined;

  constructor(context: ScanContext<Ports>, place: Place) {
    this.#context = context;
    this.#place = place;
  }

  /** @param now when the step begins, ISO 8601 */
  at(now: string, { listing, gaps }: Pick<ScanProgress, 'listing' | 'gaps'>): Scan<Ports> {
    return {
      ...this.#context,
      place: this.#place,
      now,
      listing,
      gaps,
      open: () => (this.#open ??= this.#readOpen()),
      belonging: (authorityArn) => this.#belonging(authorityArn),
    };
  }

  async #readOpen(): Promise<ReadonlyMap<string, CertificateFinding>> {
    const { account, region } = this.#place;
    const findings = await this.#context.ports.openFindings.openCertificateFindings(account, region);
    return new Map(findings.map((finding) => [finding.certificateArn, finding]));
  }

  async #belonging(authorityArn: string | undefined): Promise<Belonging> {
    const shared = await (this.#shared ??= this.#readShared());
    if (authorityArn === undefined) return shared;
    const { tags } = await this.#context.standings.reading(authorityArn);
    return tags.known ? { ...shared, authorityTags: tags.value } : shared;
  }

  async #readShared(): Promise<Omit<Belonging, 'authorityTags'>> {
    const { directory, sweeps, ownerMapping } = this.#context.ports;
    const [members, scopes, mapping] = await Promise.all([directory.members(), sweeps.scopes(), ownerMapping()]);
    const accountTags = members.find(({ id }) => id === this.#place.account)?.tags;
    const scope = scopes.find(({ name }) => name === this.#place.scope);
    const tags = { ...tagsOf(scope), ...accountTags };
    return {
      ...(Object.keys(tags).length === 0 ? {} : { accountTags: tags }),
      ...(mapping === undefined ? {} : { mapping }),
      ...(scope?.businessUnit === undefined ? {} : { businessUnit: scope.businessUnit }),
    };
  }
}

/** A scope's default tags stand for those that an account does not have. */
const tagsOf = (scope: Scope | undefined): Tags => scope?.tags ?? {};
