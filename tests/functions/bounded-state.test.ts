import type { AccountDependents } from '../../core/domain/authorities/dependents.ts';
import { known } from '../../core/domain/fact.ts';
import { AUTHORITY_ARN, PKI } from '../builders/accounts.ts';
import { unread } from '../builders/authority-facts.ts';
import { policyOf, readStatement } from '../builders/policy.ts';
import { lacking } from '../builders/verdicts.ts';
import { FakeWorld } from '../fakes/fake-world.ts';

/** A state's data has 256 KiB, SNS's message and EventBridge's entry as much. */
const KB = 1000;
const HOLDER = 'arn:aws:states:eu-west-1:111122223333:execution:renewguard-guard-authority:3f0c';
const accountsFrom = (count: number) => Array.from({ length: count }, (_, index) => String(200_000_000_000 + index));
const bytesOf = (value: unknown): number =>
  Buffer.byteLength(typeof value === 'string' ? value : JSON.stringify(value));

/** What AWS says at its longest, as it is kept. */
const wordy = (operation: string, account: string): AccountDependents['certificates'] => {
  const fact = unread(operation, 'access-denied', account);
  return fact.known ? fact : { ...fact, why: { ...fact.why, message: 'x'.repeat(500) } };
};

const input = {
  certificateAuthorityArn: AUTHORITY_ARN,
  eventName: 'manual',
  removals: [],
  holder: HOLDER,
  reads: 0,
};

let world: FakeWorld;
beforeEach(() => (world = new FakeWorld()));

test('500 accounts that don’t use the CA are told by their numbers: less than 60 KB', async () => {
  world.readableAccounts = [PKI, ...accountsFrom(500)];
  const verified = await world.verifyAuthority(input);
  expect(verified).toMatchObject({ next: 'conclude', relations: { length: 1 }, candidates: { length: 500 } });
  expect(bytesOf(verified)).toBeLessThan(60 * KB);
});

describe('300 accounts that can’t be listed', () => {
  const unlisted = accountsFrom(300);
  beforeEach(() => {
    world.readableAccounts = [PKI, ...unlisted];
    for (const account of unlisted) world.accounts.certificates.set(account, wordy('acm:ListCertificates', account));
  });

  test('are gaps of less than 128 KB', async () => {
    const { relations, candidates } = await world.verifyAuthority(input);
    const found = await world.findDependents({ certificateAuthorityArn: AUTHORITY_ARN, relations, candidates });
    expect(Object.keys(found.unreadable)).toHaveLength(300);
    expect(bytesOf(found)).toBeLessThan(128 * KB);
  });

  test('are told more briefly, the more there are: a thousand stay below 128 KB as well', async () => {
    const thousand = accountsFrom(1000);
    for (const account of thousand) world.accounts.certificates.set(account, wordy('acm:ListCertificates', account));
    const found = await world.findDependents({
      certificateAuthorityArn: AUTHORITY_ARN,
      relations: [],
      candidates: thousand,
    });
    expect(Object.keys(found.unreadable)).toHaveLength(1000);
    expect(Object.values(found.unreadable)[0]).toContain('acm:ListCertificates in account 200000000000');
    expect(bytesOf(found)).toBeLessThan(128 * KB);
  });

  test('make notices of less than 64 KB each that name ten of them, and an outcome of less than 16 KB', async () => {
    await world.verifyAuthority(input);
    const dependents = await world.findDependents({
      certificateAuthorityArn: AUTHORITY_ARN,
      relations: [],
      candidates: unlisted,
    });
    const consumers = unlisted.map((account) => lacking({ code: 'PolicyMissing' }, { account, standing: 'consumer' }));
    const outcome = await world.alertOrResolve({
      certificateAuthorityArn: AUTHORITY_ARN,
      relations: [lacking({ code: 'AuthorityDeleted', message: 'x'.repeat(1000) }), ...consumers],
      dependents,
      holder: HOLDER,
    });
    expect(outcome).toMatchObject({ unreadableAccounts: 300, notices: 301, findings: { length: 20 } });
    expect(bytesOf(outcome)).toBeLessThan(16 * KB);
    expect(world.ledger.sent).toHaveLength(301);
    for (const { text, detail } of world.ledger.sent) {
      expect(bytesOf(text)).toBeLessThan(64 * KB);
      expect(bytesOf(detail)).toBeLessThan(64 * KB);
    }
    const [deleted] = world.ledger.sent;
    expect(deleted?.text).toContain('Not listed: 290 more accounts');
    expect(deleted?.detail).toMatchObject({ finding: { unreadableCount: 300 } });
    const { finding } = deleted?.detail as { finding: { unreadableAccounts: object } };
    expect(Object.keys(finding.unreadableAccounts)).toHaveLength(10);
  });
});

describe('100 accounts that use the CA and lack something', () => {
  test('are handed on whole within a state’s 256 KiB', async () => {
    const consumers = accountsFrom(100);
    world.readableAccounts = [PKI, ...consumers];
    world.authorities.one.policy = known(policyOf(readStatement({ Principal: { AWS: consumers } })));
    for (const account of consumers) world.accounts.issue(account, 7);
    const { relations, candidates } = await world.verifyAuthority(input);
    const dependents = await world.findDependents({ certificateAuthorityArn: AUTHORITY_ARN, relations, candidates });
    expect(relations.filter(({ verdict }) => verdict === 'missing')).toHaveLength(100);
    expect(bytesOf({ relations, dependents, holder: HOLDER })).toBeLessThan(256 * 1024);
  });
});
