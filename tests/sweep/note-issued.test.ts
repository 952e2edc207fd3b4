import { known } from '../../core/domain/fact.ts';
import type { AuthorityRecord } from '../../core/domain/inventory/authority-record.ts';
import { AUTHORITY_ARN, PKI } from '../builders/accounts.ts';
import { ISSUED_ARN, SERIAL } from '../builders/certificates.ts';
import { aRecord } from '../builders/inventory.ts';
import { withCommonName, withNames } from '../builders/issued-pem.ts';
import { FakeWorld } from '../fakes/fake-world.ts';

const ADA = `arn:aws:iam::${PKI}:user/ada`;
const TEMPLATE = 'arn:aws:acm-pca:::template/EndEntityCertificate/V1';
const REPORTED = { issuedAt: '2026-11-22T09:00:00.000Z', requestedBy: ADA, templateArn: TEMPLATE };

let world: FakeWorld;

beforeEach(() => {
  world = new FakeWorld();
  world.issued.add({ notBefore: '2026-11-25T13:33:39.000Z', notAfter: '2026-12-25T13:33:39.000Z', serial: SERIAL });
  world.reader.pems.set(ISSUED_ARN, { certificate: withNames, chain: '' });
});

const inspect = (reported: object | null = REPORTED) =>
  world.inspectCertificate({ certificateArn: ISSUED_ARN, eventName: 'IssueCertificate', inspections: 0, reported });

const record = () => world.inventory.records.get(ISSUED_ARN);

test('what was issued is in the inventory at once, with its names, who asked, and the evidence', async () => {
  await inspect();
  expect(record()).toMatchObject({
    source: 'acm-pca',
    kind: 'issued',
    status: 'ISSUED',
    serial: SERIAL.replace(/^00/, ''),
    names: ['api.example.com', 'www.example.com'],
    authorityArn: AUTHORITY_ARN,
    templateArn: TEMPLATE,
    createdAt: REPORTED.issuedAt,
    requestedBy: ADA,
    owner: { name: ADA, from: 'reported requester' },
    management: { by: 'nobody', evidence: 'invokedBy' },
    verdict: { verdict: 'unmanaged' },
    version: 1,
  });
});

test('without a DNS name it is called by its common name', async () => {
  world.issued.add({
    ...{ notBefore: '2026-11-25T13:33:39.000Z', notAfter: '2026-12-25T13:33:39.000Z', serial: SERIAL },
    domainName: 'device-7',
  });
  world.reader.pems.set(ISSUED_ARN, { certificate: withCommonName, chain: '' });
  await inspect();
  expect(record()).toMatchObject({ domainName: 'device-7', names: [] });
});

test('tags of the CA and of the account name the owner before whoever asked', async () => {
  await world.directory.rememberMembers([
    { id: PKI, status: 'ACTIVE', tags: { Owner: 'platform', BusinessUnit: 'Bank' } },
  ]);
  await inspect();
  expect(record()).toMatchObject({ owner: { name: 'platform', from: 'account tags' }, businessUnit: 'Bank' });
  world.inventory.records.clear();
  const tags = known({ Owner: 'pki' });
  world.authorityInventory.records.set(AUTHORITY_ARN, { arn: AUTHORITY_ARN, tags } as unknown as AuthorityRecord);
  await inspect();
  expect(record()).toMatchObject({ owner: { name: 'pki', from: 'authority tags' } });
});

test('what a service asked for may be renewed by it: nobody here knows', async () => {
  await inspect({ requestedBy: ADA, invokedBy: 'kafka.amazonaws.com' });
  expect(record()).toMatchObject({
    requestedBy: 'kafka.amazonaws.com',
    management: { by: 'unknown', evidence: 'invokedBy' },
  });
  expect(record()?.owner).toBeUndefined();
});

test('the same record again, and the service’s own after it, change nothing', async () => {
  await inspect();
  const first = record();
  world.clock.forward(60);
  await inspect();
  await inspect({ issuedAt: REPORTED.issuedAt });
  expect(record()).toEqual(first);
});

test('of what a sweep has told already, only who asked is added', async () => {
  const told = aRecord({
    arn: ISSUED_ARN,
    source: 'acm-pca',
    kind: 'issued',
    management: { by: 'nobody', evidence: 'acm-inventory' },
    owner: { name: 'web', from: 'account tags' },
  });
  world.inventory.records.set(ISSUED_ARN, told);
  await inspect();
  expect(record()).toMatchObject({ management: told.management, owner: told.owner, requestedBy: ADA, version: 4 });
});

test('a sweep that read later stands, but for who asked, and a write that meets another is made again on top of it', async () => {
  world.inventory.records.set(ISSUED_ARN, aRecord({ arn: ISSUED_ARN, readAt: '2027-01-01T00:00:00.000Z' }));
  await inspect();
  expect(record()).toMatchObject({ version: 4, readAt: '2027-01-01T00:00:00.000Z', requestedBy: ADA });
  world.inventory.records.clear();
  let meanwhile = true;
  world.inventory.hook = (call, phase) => {
    if (call !== 'inventory.keep' || phase !== 'before' || !meanwhile) return;
    meanwhile = false;
    world.inventory.records.set(ISSUED_ARN, aRecord({ arn: ISSUED_ARN, version: 1 }));
  };
  await inspect();
  expect(record()).toMatchObject({ requestedBy: ADA, version: 2 });
});

test('without a record of an issuance, or where the certificate can’t be read, nothing is noted', async () => {
  await inspect(null);
  world.reader.pems.clear();
  await inspect();
  expect(record()).toBeUndefined();
});
