import { certificateNotice } from '../../core/domain/findings/certificate-notice.ts';
import { keepingHolds } from '../builders/sweep-inventory-contract.ts';
import { authoritiesHold, listingsHold } from '../builders/sweep-listings-contract.ts';
import { sweepsHold } from '../builders/sweep-records-contract.ts';
import { directoryHolds, filesHold, openFindingsHold, readingsHold } from '../builders/sweep-stores-contract.ts';
import { FakeInspections } from '../fakes/fake-inspections.ts';
import { FakeLedger } from '../fakes/fake-ledger.ts';
import { FakeDirectory } from '../fakes/sweep-directory.ts';
import { FakeFiles } from '../fakes/sweep-files.ts';
import { FakeAuthorityInventory, FakeInventory } from '../fakes/sweep-inventory.ts';
import { FakeReadings } from '../fakes/sweep-readings.ts';
import { FakeSweeps } from '../fakes/sweep-records.ts';

/* That the fakes behave as the table and the bucket do: tests/journeys/sweep-stores.test.ts asks the same of those. */

const inventory = new FakeInventory(3);
describe('what the inventory keeps', () => keepingHolds(() => inventory, 100));
describe('what the inventory lists', () => listingsHold(() => inventory));

const authorities = new FakeAuthorityInventory();
describe('the inventory of CAs', () => authoritiesHold(() => authorities));

const inspections = new FakeInspections(new FakeLedger(() => undefined));
describe('open findings', () =>
  openFindingsHold(() => ({
    open: inspections,
    write: (change) => inspections.writeInspected(change, certificateNotice(change), '2026-11-25T12:00:00.000Z'),
  })));

const readings = new FakeReadings();
describe('shared readings', () => readingsHold(() => readings));

const sweeps = new FakeSweeps(50);
describe('the records of sweeps', () => sweepsHold(() => sweeps));

const files = new FakeFiles();
describe('the files of sweeps', () =>
  filesHold(() => ({ files, textAt: (key) => Promise.resolve(files.texts.get(key) ?? '') })));

const directory = new FakeDirectory();
describe('the members of the organisation', () => directoryHolds(() => directory));
