import { channelsFor, NO_ALERT_ROUTES, parseAlertRoutes, type AlertRoutes } from '../domain/alerts/alert-routes.ts';
import type { Channel } from '../domain/alerts/channel.ts';
import type { NoticeSubject } from '../domain/alerts/notice-subject.ts';
import type { OutgoingNotice } from '../domain/findings/outgoing-notice.ts';
import { isOfFinding } from '../domain/findings/told-finding.ts';
import { InvalidInput } from '../domain/invalid-input.ts';
import type { AuthorityRecord } from '../domain/inventory/authority-record.ts';
import type { CertificateRecord } from '../domain/inventory/certificate-record.ts';
import { authorityOwnership, certificateOwnership, type Ownership } from '../domain/inventory/ownership.ts';
import { AlertRouteRecords } from './alert-route-records.ts';
import { inventoryKey } from './inventory-items.ts';
import { itemAt } from './items.ts';
import { authorityPartition, type Table } from './table.ts';

/** Whoever changes the routes waits so long at most. */
const REMEMBERED_MILLISECONDS = 60_000;

/** Which channels a notice goes to: by the routing table, and by whose it is, as the inventory says. */
export class Addressing {
  readonly #table: Table;
  readonly #records: AlertRouteRecords;
  readonly #byTemplate: string;
  readonly #now: () => number;
  readonly #ofFindings: readonly Channel[];
  #read: { readonly routes: AlertRoutes; readonly at: number } | undefined;

  /**
   * @param byTemplate the routing table of the template's parameter, JSON; empty: none
   * @param now the system's time in milliseconds
   * @param ofFindings the channels that hear of every finding, whatever routes and mutes say
   */
  constructor(table: Table, byTemplate: string, now: () => number, ofFindings: readonly Channel[] = []) {
    this.#table = table;
    this.#records = new AlertRouteRecords(table);
    this.#byTemplate = byTemplate;
    this.#now = now;
    this.#ofFindings = ofFindings;
  }

  /** The bus is the last: whoever it starts finds what waits for the others in their queues. */
  async channelsOf(notice: OutgoingNotice): Promise<readonly Channel[]> {
    const routed = await this.#routed(notice);
    return isOfFinding(notice) ? [...this.#ofFindings, ...routed] : routed;
  }

  async #routed({ about, audience }: OutgoingNotice): Promise<readonly Channel[]> {
    if (audience === 'programs') return ['bus'];
    const routes = await this.routes();
    if (about === undefined || routes.routes.length === 0) return ['topic', 'bus'];
    const asksWhose = routes.routes.some(({ owners, businessUnits }) => owners ?? businessUnits);
    return channelsFor(routes, about, asksWhose ? await this.#whose(about) : {});
  }

  /** Those that hold: what somebody set, else the template's. */
  async routes(): Promise<AlertRoutes> {
    const now = this.#now();
    if (this.#read === undefined || now - this.#read.at > REMEMBERED_MILLISECONDS)
      this.#read = { routes: (await this.#records.alertRoutes())?.routes ?? inTemplate(this.#byTemplate), at: now };
    return this.#read.routes;
  }

  async #whose({ arn, owner, businessUnit }: NoticeSubject): Promise<Ownership> {
    // A digest says whose it is.
    if (owner !== undefined) return { owner, ...(businessUnit !== undefined && { businessUnit }) };
    if (arn === undefined) return {};
    const certificate = (await itemAt(this.#table, inventoryKey(arn)))?.['record'] as CertificateRecord | undefined;
    if (certificate !== undefined) return certificateOwnership(certificate);
    const key = { pk: authorityPartition(arn), sk: 'INVENTORY' };
    const authority = (await itemAt(this.#table, key))?.['record'] as AuthorityRecord | undefined;
    return authority === undefined ? {} : authorityOwnership(authority);
  }
}

/** A parameter that can't be read must not keep anybody from being told: then the default topic is. `alert-routes` shows why. */
function inTemplate(text: string): AlertRoutes {
  try {
    return text === '' ? NO_ALERT_ROUTES : parseAlertRoutes(text, 'AlertRoutes');
  } catch (error) {
    if (error instanceof InvalidInput) return NO_ALERT_ROUTES;
    throw error;
  }
}
