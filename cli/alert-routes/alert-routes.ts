import {
  channelsFor,
  NO_ALERT_ROUTES,
  parseAlertRoutes,
  routesFor,
  type AlertRoutes,
  type SetAlertRoutes,
} from '../../core/domain/alerts/alert-routes.ts';
import type { Channel } from '../../core/domain/alerts/channel.ts';
import type { NoticeSubject } from '../../core/domain/alerts/notice-subject.ts';
import type { Ownership } from '../../core/domain/inventory/ownership.ts';
import { InvalidInput } from '../../core/domain/invalid-input.ts';
import { asUsage } from '../subject.ts';
import { WrongUsage } from '../wrong-usage.ts';

export interface AlertRoutesPorts {
  readonly alertRoutes: {
    alertRoutes(): Promise<SetAlertRoutes | undefined>;
    setAlertRoutes(set: SetAlertRoutes | undefined): Promise<void>;
  };
  /** The stack's parameter AlertRoutes; empty: none. */
  readonly deployed: string;
  /** Who asks, an ARN. */
  readonly caller: string;
  /** ISO 8601. */
  readonly now: string;
}

/** The routing table that counts. */
export interface AlertRoutesReport {
  /** Somebody set it; it was deployed; or there is none, and the default topic is told of everything. */
  readonly source: 'set' | 'deployed' | 'none';
  readonly routes: AlertRoutes['routes'];
  readonly by?: string;
  readonly at?: string;
  /** Why what was deployed does not count. */
  readonly problem?: string;
}

/** What is asked about: any of it may be absent. */
export type Whom = Omit<NoticeSubject, 'kind' | 'code' | 'severity'> & Ownership & Partial<NoticeSubject>;

/** Who would be told, by which routes. */
export interface Told {
  readonly channels: readonly Channel[];
  readonly routes: readonly string[];
}

export async function showAlertRoutes({ alertRoutes, deployed }: AlertRoutesPorts): Promise<AlertRoutesReport> {
  const set = await alertRoutes.alertRoutes();
  if (set !== undefined) return { source: 'set', ...set, routes: set.routes.routes };
  if (deployed === '') return { source: 'none', routes: [] };
  try {
    return { source: 'deployed', routes: parseAlertRoutes(deployed, 'AlertRoutes').routes };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return { source: 'none', routes: [], problem: error.message };
  }
}

/** @param text JSON. @throws WrongUsage naming what is wrong in it */
export async function setAlertRoutes(
  { alertRoutes, caller, now }: AlertRoutesPorts,
  text: string,
  file: string,
): Promise<AlertRoutesReport> {
  const routes = asUsage(() => parseAlertRoutes(text, file));
  const set = { routes, by: caller, at: now };
  await alertRoutes.setAlertRoutes(set);
  return { source: 'set', ...set, routes: routes.routes };
}

/** @throws WrongUsage where nobody has set any */
export async function removeAlertRoutes(ports: AlertRoutesPorts): Promise<AlertRoutesReport> {
  if ((await ports.alertRoutes.alertRoutes()) === undefined)
    throw new WrongUsage('nobody has set alert routes: what was deployed can be changed by another deployment only');
  await ports.alertRoutes.setAlertRoutes(undefined);
  return showAlertRoutes(ports);
}

/** Who would be told of something. What is not named fits no condition about it. */
export async function whoIsTold(ports: AlertRoutesPorts, whom: Whom): Promise<Told> {
  const { routes } = await showAlertRoutes(ports);
  const table = routes.length === 0 ? NO_ALERT_ROUTES : { routes };
  // A text that is no condition's value: what was not named.
  const subject = { kind: '', code: '', severity: '', ...whom } as unknown as NoticeSubject;
  return { channels: channelsFor(table, subject, whom), routes: routesFor(table, subject, whom) };
}
