import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImportCertificateCommand, ListCertificatesCommand } from '@aws-sdk/client-acm';
import { IssueCertificateCommand, ListPermissionsCommand, ListTagsCommand } from '@aws-sdk/client-acm-pca';
import { assortment } from './kit/assortment.ts';
import { describeAuthority, issuance, issued, pendingAuthority } from './kit/authorities.ts';
import { ALL_KEY_TYPES, describe as described, importable, listed } from './kit/certificates.ts';
import { type Bench, DAY, freshAccount, startBench } from './kit/emulator.ts';
import { clockOf, exportOf, managed, managedAcross, next } from './kit/renewals.ts';

const folder = mkdtempSync(join(tmpdir(), 'pki-emulator-snapshots-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let bench: Bench;
let other: Bench;
beforeEach(async () => void ([bench, other] = await Promise.all([startBench(), startBench()])));
afterEach(() => Promise.all([bench.stop(), other.stop()]));

let files = 0;
const newFile = (): string => join(folder, `${++files}.snapshot`);

async function kept(from: Bench, file = newFile()): Promise<string> {
  const answer = await from.admin('POST', '/snapshot', { file });
  expect(answer).toMatchObject({ status: 200, body: { file } });
  return file;
}

const restored = async (file: string, to: Bench): Promise<void> =>
  expect(await to.admin('POST', '/restore', { file })).toMatchObject({ status: 200 });

/** All that an account's certificates say of themselves. */
async function inventory(from: Bench, account: string): Promise<object> {
  const acm = from.acm(account);
  const origins = {
    CertificateKeyPairOrigins: ['ACME' as const, 'AWS_MANAGED' as const, 'CUSTOMER_PROVIDED' as const],
  };
  const summaries = await listed(acm, { Includes: { keyTypes: ALL_KEY_TYPES }, ...origins });
  const details = await Promise.all(summaries.map(({ CertificateArn = '' }) => described(acm, CertificateArn)));
  return { summaries, details };
}

test('what a snapshot holds answers alike on another emulator, keys included', async () => {
  const { account, arns } = await assortment(bench);
  const before = await inventory(bench, account);
  await restored(await kept(bench), other);
  expect(await inventory(other, account)).toEqual(before);
  const { PrivateKey } = await exportOf(other.acm(account), arns.priv);
  expect(PrivateKey).toContain('BEGIN ENCRYPTED PRIVATE KEY');
});

test('a CA goes on there: it issues with the same key, knows what it issued, its permissions, tags and tokens', async () => {
  const { account, pca, root } = await managed(bench);
  const once = issuance(root, { IdempotencyToken: 'once' });
  const first = await issued(pca, once);
  await restored(await kept(bench), other);
  const there = other.pca(account);
  expect(await describeAuthority(there, root)).toEqual(await describeAuthority(pca, root));
  for (const Command of [ListPermissionsCommand, ListTagsCommand]) {
    const { $metadata: _here, ...here } = await pca.send(new Command({ CertificateAuthorityArn: root }));
    const { $metadata: _there, ...found } = await there.send(new Command({ CertificateAuthorityArn: root }));
    expect(found).toEqual(here);
  }
  const { CertificateArn } = await there.send(new IssueCertificateCommand(once));
  expect(CertificateArn).toBe(first.arn);
  const second = await issued(there, issuance(root));
  expect(second.CertificateChain).toBe(first.CertificateChain);
});

test('what is due happens there as it would have here: the same events at the same moments', async () => {
  await managed(bench);
  await managed(bench, { permitted: false });
  await managedAcross(bench);
  await restored(await kept(bench), other);
  for (let step = 0; step < 12; step++) {
    const [here, there] = [await next(bench), await next(other)];
    expect(there.happened).toEqual(here.happened);
  }
});

test('a snapshot waits for keys that are being made, and a CA that was pending can be used there', async () => {
  const account = freshAccount();
  const arn = await pendingAuthority(bench.pca(account), { key: 'RSA_4096' });
  await restored(await kept(bench), other);
  expect(await describeAuthority(other.pca(account), arn)).toMatchObject({ Status: 'PENDING_CERTIFICATE' });
});

test('restoring takes back what happened since, the time too, and empties faults and the call log', async () => {
  const { account, acm } = await managed(bench);
  const file = await kept(bench);
  const { now } = await clockOf(bench);
  const before = await inventory(bench, account);
  await acm.send(new ImportCertificateCommand(importable()));
  await bench.advance(400 * DAY);
  await bench.admin('POST', '/faults', { service: 'acm', operation: '*', error: 'InternalFailure' });
  await restored(file, bench);
  expect(await inventory(bench, account)).toEqual(before);
  expect((await clockOf(bench)).now.getTime() - now.getTime()).toBeLessThan(60_000);
  expect((await bench.admin('GET', '/faults')).body).toMatchObject({ faults: [] });
});

test('whose a key is by the word of the admin API is kept as well', async () => {
  const told = { accessKeyId: 'AKIATOLD', arn: 'arn:aws:iam::111122223333:user/u', userId: 'AIDATOLD' };
  expect(await bench.admin('POST', '/principals', told)).toMatchObject({ status: 200 });
  await restored(await kept(bench), other);
  const account = { ...(await other.acm('AKIATOLD').send(new ListCertificatesCommand({}))).$metadata };
  expect(account.httpStatusCode).toBe(200);
  const calls = (await other.admin('GET', '/calls')).body;
  expect(calls).toMatchObject([{ account: '111122223333', principal: told.arn }]);
});

test('is readable by its owner only and replaces an earlier snapshot', async () => {
  const file = await kept(bench);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  await managed(bench);
  const before = readFileSync(file);
  await kept(bench, file);
  expect(readFileSync(file).equals(before)).toBe(false);
});

test('an emulator begins with a snapshot, or not at all', async () => {
  const { account } = await managed(bench);
  const file = await kept(bench);
  const third = await startBench({ restoreFrom: file });
  expect(await inventory(third, account)).toEqual(await inventory(bench, account));
  await third.stop();
  writeFileSync(file, 'spoilt');
  await expect(startBench({ restoreFrom: file })).rejects.toThrow(
    `${file} cannot be restored: it is no snapshot of a PKI emulator`,
  );
});

describe('a file is refused by name, and nothing changes:', () => {
  const refusal = (text: RegExp) => ({
    status: 400,
    body: { field: 'file', error: expect.stringMatching(text) as string },
  });

  test('one that is there and is no snapshot is not overwritten', async () => {
    const file = newFile();
    writeFileSync(file, 'precious');
    expect(await bench.admin('POST', '/snapshot', { file })).toMatchObject(refusal(/is no snapshot/));
    expect(readFileSync(file, 'utf8')).toBe('precious');
  });

  test('one in a folder that does not exist', async () => {
    const file = join(folder, 'nowhere', 'x');
    expect(await bench.admin('POST', '/snapshot', { file })).toMatchObject(refusal(/ENOENT/));
    expect(await bench.admin('POST', '/restore', { file })).toMatchObject(refusal(/ENOENT/));
  });

  const change = (text: string) => text.replace('eu-west-1', 'eu-west-2');
  const newer = (text: string) => text.replace('"version":1', '"version":2');
  const empty = (text: string) => text.slice(0, text.indexOf('\n') + 1);
  test.each<[string, (text: string) => string, RegExp]>([
    ['cut off', (text) => text.slice(0, -20), /cut off or was changed/],
    ['changed', change, /cut off or was changed/],
    ['without a body', empty, /cut off or was changed/],
    ['of a newer version', newer, /version 2, not 1/],
    ['of something else', () => '{"format":"zip"}\n', /no snapshot/],
    ['that is empty', () => '', /no snapshot/],
  ])('one %s is not restored', async (_, spoil, why) => {
    const { account } = await managed(bench);
    const before = await inventory(bench, account);
    const file = await kept(bench);
    writeFileSync(file, spoil(readFileSync(file, 'utf8')));
    expect(await bench.admin('POST', '/restore', { file })).toMatchObject(refusal(why));
    expect(await inventory(bench, account)).toEqual(before);
  });
});
