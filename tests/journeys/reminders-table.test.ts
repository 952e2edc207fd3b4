import { CertificateInspections } from '../../core/aws/certificate-inspections.ts';
import { TableMutes } from '../../core/aws/mutes.ts';
import { TableReminders } from '../../core/aws/reminders.ts';
import type { Table } from '../../core/aws/table.ts';
import { remindDue } from '../../core/alerting/remind-findings.ts';
import type { Mute } from '../../core/domain/alerts/mute.ts';
import { certificateNotice } from '../../core/domain/findings/certificate-notice.ts';
import type { CertificateFinding } from '../../core/domain/findings/certificate-finding.ts';
import { PKI } from '../builders/accounts.ts';
import { aCertificateFinding } from '../builders/findings.ts';
import { anotherArn, createTable, itemsOf, NOON } from './kit/table.ts';

const DAY = 24 * 60 * 60 * 1000;

let table: Table;
let inspections: CertificateInspections;
let reminders: TableReminders;
let mutes: TableMutes;

beforeEach(async () => {
  table = await createTable(`reminders-table-${(serial += 1)}`);
  [inspections, reminders, mutes] = [
    new CertificateInspections(table),
    new TableReminders(table),
    new TableMutes(table),
  ];
});

let serial = 0;
const ARN = `arn:aws:acm:eu-west-1:${PKI}:certificate/00000000-0000-0000-0000-000000000001`;
const inDays = (days: number): string => new Date(NOON.getTime() + days * DAY).toISOString();

/** A finding that was opened at noon, of a certificate that ends in 50 days. */
async function opened(different: Partial<CertificateFinding> = {}): Promise<void> {
  const finding = aCertificateFinding({
    certificateArn: ARN,
    outage: inDays(50),
    openedAt: inDays(0),
    changedAt: inDays(0),
    ...different,
  });
  const change = { finding, notice: 'opened' } as const;
  await inspections.noteInspection(ARN, inDays(0), {});
  await inspections.writeInspected(change, certificateNotice(change), inDays(0));
}

const remind = (days: number) => remindDue({ reminders, warn: () => undefined }, inDays(days));

const waiting = async () => (await itemsOf(table, `CERTIFICATE#${ARN}`, 'NOTICE#')).map(({ notice }) => notice);

const aMute = (days: number): Mute => ({
  subject: ARN,
  code: 'RenewalBlocked',
  reason: 'known',
  by: `arn:aws:iam::${PKI}:user/ada`,
  at: inDays(0),
  until: inDays(days),
});

test('a finding is due when its next threshold is crossed, is reminded of once by any number at once, and due at the one after', async () => {
  await opened();
  expect(await reminders.dueFindings(inDays(4.9))).toEqual([]);
  expect(await reminders.dueFindings(inDays(5))).toHaveLength(1);
  await Promise.all(Array.from({ length: 10 }, () => remind(21)));
  expect(await waiting()).toHaveLength(2);
  expect(await inspections.findingOf(ARN)).toMatchObject({ version: 2, reminded: { threshold: 30, daysLeft: 29 } });
  expect(await reminders.dueFindings(inDays(34))).toEqual([]);
  expect(await reminders.dueFindings(inDays(35))).toHaveLength(1);
});

test('what was resolved is not due', async () => {
  await opened({ state: 'RESOLVED' });
  expect(await reminders.dueFindings(inDays(400))).toEqual([]);
});

test('a mute is in force until it ends, or is ended, and people are told then', async () => {
  await opened();
  await mutes.mute(aMute(10));
  expect(await mutes.mutesOf(ARN)).toEqual([aMute(10)]);
  expect(await remind(6)).toMatchObject({ reminded: 1 });
  expect(await waiting()).toMatchObject([{}, { audience: 'programs', detail: { muted: { until: inDays(10) } } }]);
  const ending = { subject: ARN, code: 'RenewalBlocked', by: 'bob', at: inDays(7) };
  expect(await mutes.unmute(ending)).toBe(true);
  expect(await mutes.unmute(ending)).toBe(false);
  expect(await remind(7)).toMatchObject({ due: 1, reminded: 1 });
  expect(await mutes.mutesOf(ARN)).toEqual([]);
  const told = await waiting();
  expect(told).toHaveLength(3);
  expect(told[2]).toMatchObject({ detail: { finding: { version: 3, reminded: { because: 'mute-ended' } } } });
  expect(told[2]).not.toHaveProperty('audience');
  expect(await mutes.unmute(ending)).toBe(false);
});

test('whoever mutes again while a mute ends keeps theirs', async () => {
  await mutes.mute(aMute(20));
  await mutes.forget(aMute(10));
  expect(await mutes.mutesOf(ARN)).toEqual([aMute(20)]);
});

test('every mute is listed, of whatever it is about, ended or not, and nothing else that is due', async () => {
  await opened();
  const ofAuthority = { ...aMute(5), subject: anotherArn(), code: 'PermissionMissing' };
  const ofCoverage = { ...aMute(6), subject: PKI, code: 'AccountUnreadable' };
  const ended = { ...aMute(-1), code: 'RenewalStuck' };
  for (const mute of [aMute(10), ofAuthority, ofCoverage, ended]) await mutes.mute(mute);
  await mutes.mute(aMute(12)); // in place of the one before
  const byEnd = (await mutes.everyMute()).toSorted((one, other) => one.until.localeCompare(other.until));
  expect(byEnd).toEqual([ended, ofAuthority, ofCoverage, aMute(12)]);
  await mutes.forget(ofAuthority);
  expect(await mutes.everyMute()).toHaveLength(3);
});

test('a certificate of which people are told with its CA’s finding is looked at three hours later, and when it is said', async () => {
  await opened({ toldWith: { authorityArn: 'arn:ca', code: 'PermissionMissing' } });
  const [place] = await reminders.dueFindings(inDays(3.1 / 24));
  await reminders.lookAgain(place!, 1, inDays(1));
  expect(await reminders.dueFindings(inDays(0.9))).toEqual([]);
  await reminders.lookAgain(place!, 7, inDays(0));
  expect(await reminders.dueFindings(inDays(0.9))).toEqual([]);
  expect(await reminders.dueFindings(inDays(1))).toEqual([place]);
});
