import type { z } from 'zod';
import { invalid } from '../errors.ts';
import type { notificationSettings } from './members.ts';

export type NotificationEvent = 'CA_CERTIFICATE_EXPIRY' | 'END_ENTITY_CERTIFICATE_EXPIRY';

/** When an anchor's certificates, or those used with it, are told of. */
export interface NotificationSetting {
  readonly enabled: boolean;
  /** Days before the end; undefined for one that is switched off and names none. */
  readonly threshold: number | undefined;
  /** The account that set it. */
  readonly configuredBy: string;
}

/** What an anchor's account set itself, by event. */
export type NotificationSettings = Map<NotificationEvent, NotificationSetting>;

const EVENTS: readonly NotificationEvent[] = ['CA_CERTIFICATE_EXPIRY', 'END_ENTITY_CERTIFICATE_EXPIRY'];

/** Both events, 45 days before the end (service-facts 5.1). */
const DEFAULT: NotificationSetting = { enabled: true, threshold: 45, configuredBy: 'rolesanywhere.amazonaws.com' };

export const settingOf = (settings: NotificationSettings, event: NotificationEvent): NotificationSetting =>
  settings.get(event) ?? DEFAULT;

/** The settings as GetTrustAnchor shows them. */
export const notificationDetails = (settings: NotificationSettings) =>
  EVENTS.map((event) => {
    const { threshold, ...setting } = settingOf(settings, event);
    return { event, ...setting, ...(threshold === undefined ? {} : { threshold }), channel: 'ALL' };
  });

/** @throws ServiceError ValidationException for an event named twice, and for one that is on without a threshold */
export function putSettings(
  settings: NotificationSettings,
  given: z.output<typeof notificationSettings>,
  configuredBy: string,
): void {
  requireDistinct(given);
  const unset = given.find(({ enabled, threshold }) => enabled && threshold === undefined);
  if (unset) throw invalid(`The notification setting ${unset.event} is enabled and needs a threshold.`);
  for (const { event, enabled, threshold } of given) settings.set(event, { enabled, threshold, configuredBy });
}

/** @throws ServiceError ValidationException for an event named twice */
export function resetSettings(
  settings: NotificationSettings,
  keys: readonly { readonly event: NotificationEvent }[],
): void {
  requireDistinct(keys);
  for (const { event } of keys) settings.delete(event);
}

function requireDistinct(keys: readonly { readonly event: string }[]): void {
  const events = keys.map(({ event }) => event);
  const twice = events.find((event, index) => events.indexOf(event) !== index);
  if (twice !== undefined) throw invalid(`The notification setting ${twice} is given twice.`);
}
