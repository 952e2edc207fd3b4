import { hasCome, noticeFrom } from '../domain/certificates/renewal-dates.ts';
import type { Assessed } from './assessment.ts';
import type { Inventory } from './ports.ts';

/** What ACM of all accounts holds of what a CA issued. */
export interface HeldByAcm {
  /** The serial numbers of what ACM itself requested: it renews them. */
  readonly managed: ReadonlySet<string>;
  /** Marks what was imported into ACM: it is watched there. */
  marked(all: readonly Assessed[]): Promise<readonly Assessed[]>;
}

/**
 * Reads what the inventory tells of a CA's certificates in ACM. An import names no CA: where serial number and end are the same,
 * it is the same certificate.
 */
export async function heldByAcm(inventory: Inventory, authorityArn: string, now: string): Promise<HeldByAcm> {
  const managed = new Set<string>();
  let after: string | undefined;
  do {
    const page = await inventory.ofAuthority(authorityArn, undefined, after);
    for (const { source, serial } of page.items) if (source === 'acm' && serial !== undefined) managed.add(serial);
    after = page.next;
  } while (after !== undefined);
  return { managed, marked: (all) => Promise.all(all.map((each) => markedOne(inventory, each, now))) };
}

async function markedOne(inventory: Inventory, each: Assessed, now: string): Promise<Assessed> {
  const { serial, notAfter } = each.facts.certificate;
  if (serial === undefined || notAfter === undefined) return each;
  // Before that there is nothing to say, here or there.
  if (!hasCome(noticeFrom(each.facts.certificate, notAfter), now)) return each;
  const { items } = await inventory.expiring(notAfter, notAfter);
  const isHeld = items.some((record) => record.source === 'acm' && record.serial === serial);
  return isHeld ? { ...each, told: { ...each.told, acm: 'imported' }, isHeldByAcm: true } : each;
}
