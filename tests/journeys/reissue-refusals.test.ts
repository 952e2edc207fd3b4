import {
  ACMPCAClient,
  DescribeCertificateAuthorityCommand,
  UpdateCertificateAuthorityCommand,
} from '@aws-sdk/client-acm-pca';
import { issuanceLedger } from '../../core/aws/issuances.ts';
import type { AlertInbox } from '../../local/story/alert-inbox.ts';
import { createRootAuthority } from '../../local/story/authority.ts';
import { useCertificate } from '../../local/story/emulator-admin.ts';
import { guardedAuthority } from './kit/authorities.ts';
import { callsByFunctions } from './kit/calls.ts';
import { importedCertificate, issueDirectly, LOAD_BALANCER } from './kit/certificates.ts';
import { prepared, stepped } from './kit/functions.ts';
import { type Guard, hubGuard } from './kit/guard.ts';
import { subscribe } from './kit/notices.ts';
import { acmCertificate, issuanceFor, issuancesFor, reissue, tableOf, tagCertificate } from './kit/reissue.ts';
import { makeSecret, secretOf, stagesOf, storeVersion } from './kit/secrets.ts';
import { until } from './kit/until.ts';

let guard: Guard;
let inbox: AlertInbox;
let authority: string;
/** A certificate that services use, and that nothing here may touch. */
let used: string;
let serial: string;

beforeAll(async () => {
  guard = hubGuard();
  [inbox, authority] = await Promise.all([subscribe(guard), guardedAuthority(guard)]);
  used = await importedCertificate(guard.pki, authority, 300); // long enough for nobody to replace it by itself
  await useCertificate(guard.emulatorUrl, used, [LOAD_BALANCER]);
  ({ serialNumber: serial } = await acmCertificate(guard, used));
});

/** What the ids of the notices about each failure begin with. */
const failures: string[] = [];

/** Has a replacement fail: of one that the ledger knows, its notice has the name of the intent. @returns its cause */
async function refusal(input: object, error: string, intent?: string): Promise<string> {
  const { arn, ...ended } = await reissue(guard, input);
  expect(ended).toMatchObject({ status: 'FAILED', error });
  failures.push(`${intent ?? arn}/failed`);
  return ended.cause;
}

describe('what is asked for is no replacement', () => {
  test.each([
    ['an unknown strategy', { strategy: 'burn' }, 'strategy: expected one of acm-managed'],
    ['a member that no route has', { deliver: { sekret: 'web/tls' } }, 'deliver.sekret: expected no such member'],
    ['a secret among RenewGuard’s own', { deliver: { secret: 'renewguard/temporary/x' } }, 'deliver.secret: '],
    ['an endpoint without a port', { deliver: { endpoint: 'example.com' } }, 'deliver.endpoint: expected host:port'],
    [
      'a time zone that is none',
      { deliver: { windows: [{ cron: '0 2 * * sun', minutes: 60, timeZone: 'Mars' }] } },
      'timeZone',
    ],
    ['a stranger who starts it', { startedBy: 'me' }, 'startedBy: '],
    [
      'two certificates at once',
      { certificateAuthorityArn: 'arn:aws:acm-pca:…' },
      'certificateArn: expected either it',
    ],
  ])('%s is named', async (_, wrong, says) => {
    expect(await refusal({ certificateArn: used, ...wrong }, 'InvalidInput')).toContain(says);
    expect(await issuancesFor(guard, used)).toEqual([]);
  });

  test('an intent that the ledger does not know is named', async () => {
    expect(await refusal({ intent: '0'.repeat(32) }, 'InvalidInput')).toContain('intent: ');
  });

  test('a tag with a bad value is named, and nothing is done', async () => {
    const arn = await importedCertificate(guard.pki, authority, 20);
    await tagCertificate(guard, arn, { 'renewguard:strategy': 'burn' });
    const cause = await refusal({ certificateArn: arn }, 'InvalidInput');
    expect(cause).toContain('tag renewguard:strategy: expected one of acm-managed');
    expect(await issuancesFor(guard, arn)).toEqual([]);
  });
});

describe('a CA that can’t issue', () => {
  const IMPORT = { strategy: 'acm-import' };
  const setStatus = (arn: string, Status: 'ACTIVE' | 'DISABLED'): Promise<unknown> =>
    new ACMPCAClient(guard.pki).send(new UpdateCertificateAuthorityCommand({ CertificateAuthorityArn: arn, Status }));
  const issued = async (arn: string): Promise<number> =>
    (await callsByFunctions(guard, 'IssueCertificate', arn)).length;

  test('is told before a key is made', async () => {
    const disabled = await guardedAuthority(guard);
    const arn = await importedCertificate(guard.pki, disabled, 20);
    const before = await acmCertificate(guard, arn);
    await setStatus(disabled, 'DISABLED');
    const cause = await refusal({ certificateArn: arn, ...IMPORT }, 'AuthorityCannotIssue');
    expect(cause).toContain(`${disabled} is DISABLED`);
    expect((await acmCertificate(guard, arn)).serialNumber).toBe(before.serialNumber);
    expect(await issuancesFor(guard, arn)).toEqual([]);
  });

  test('because it is disabled when the key is made already, is told; enabled again, it issues one certificate', async () => {
    const disabled = await guardedAuthority(guard);
    const arn = await importedCertificate(guard.pki, disabled, 20);
    const before = await acmCertificate(guard, arn);
    const { intent } = await prepared(guard, { certificateArn: arn, ...IMPORT });
    await setStatus(disabled, 'DISABLED');
    await refusal({ intent }, 'AuthorityCannotIssue', intent);
    expect((await acmCertificate(guard, arn)).serialNumber).toBe(before.serialNumber);
    const held = await issuanceFor(guard, arn);
    expect(held).toMatchObject({ state: 'keyed', attempt: 1, failure: { error: 'AuthorityCannotIssue' } });

    await setStatus(disabled, 'ACTIVE');
    expect(await reissue(guard, { intent })).toMatchObject({ status: 'SUCCEEDED' });
    expect(await issuanceFor(guard, arn)).toMatchObject({ state: 'finished', attempt: 1 });
    expect((await acmCertificate(guard, arn)).serialNumber).not.toBe(before.serialNumber);
    expect(await issued(disabled)).toBe(1);
  });

  test('because it is disabled once it has issued, keeps nothing from being delivered', async () => {
    const disabled = await guardedAuthority(guard);
    const arn = await importedCertificate(guard.pki, disabled, 20);
    const { intent } = await prepared(guard, { certificateArn: arn, ...IMPORT });
    await stepped(guard, 'IssueCertificate', intent);
    await setStatus(disabled, 'DISABLED');
    expect(await reissue(guard, { intent })).toMatchObject({ status: 'SUCCEEDED' });
    expect(await issuanceFor(guard, arn)).toMatchObject({ state: 'finished', attempt: 1 });
    expect(await issued(disabled)).toBe(1);
  });

  test('because it has ended, is told', async () => {
    const end = Math.floor(Date.now() / 1000) + 4;
    const ended = await createRootAuthority(guard.pki, 'Ended Root', 'EC_prime256v1', { Type: 'ABSOLUTE', Value: end });
    const describe = new DescribeCertificateAuthorityCommand({ CertificateAuthorityArn: ended });
    await until('the CA has ended', async () => {
      const { CertificateAuthority } = await new ACMPCAClient(guard.pki).send(describe);
      return CertificateAuthority?.Status === 'EXPIRED' ? true : undefined;
    });
    const deliver = { authority: ended };
    expect(await refusal({ certificateArn: used, ...IMPORT, deliver }, 'AuthorityCannotIssue')).toContain('EXPIRED');
    expect(await issuancesFor(guard, used)).toEqual([]);
  });
});

test('a secret of another application keeps its value, and is named', async () => {
  const { arn } = await issueDirectly(guard.pki, authority, 20);
  const secret = 'journey/of-another-application';
  await makeSecret(guard, secret, { certificate: 'of another application' });
  expect(await refusal({ certificateArn: arn, strategy: 'secret', deliver: { secret } }, 'SecretNotOurs')).toContain(
    `${secret} exists already`,
  );
  expect(await secretOf(guard, secret)).toMatchObject({
    certificate: 'of another application',
    fields: ['certificate'],
  });
  expect(Object.values(await stagesOf(guard, secret))).toEqual([['AWSCURRENT']]);
  expect(await issuancesFor(guard, arn)).toEqual([]);
});

/** Whatever was checked before: between the check and the import somebody could change what lies in the vault. */
test('ACM takes no key of another type into an ARN, and keeps what it has', async () => {
  const arn = await importedCertificate(guard.pki, authority, 20);
  const before = await acmCertificate(guard, arn);
  const { intent } = await prepared(guard, { certificateArn: arn, strategy: 'acm-import' });
  await stepped(guard, 'IssueCertificate', intent);
  await until('it is collected', async () => {
    const { next } = await stepped(guard, 'CollectCertificate', intent);
    return next === 'decide' ? true : undefined;
  });
  const issuance = await issuanceFor(guard, arn);
  const { secretArn = '' } = issuance.collected ?? {};
  const other = await issueDirectly(guard.pki, authority, 300, {
    subject: ['CN=device-7.example.com'],
    key: 'secp384r1',
  });
  const fields = { privateKey: other.key, certificate: other.pem, certificateChain: other.chain };
  const versionId = await storeVersion(guard, secretArn, fields);
  await issuanceLedger(tableOf(guard)).advance({ ...issuance, collected: { secretArn, versionId } });

  expect(await refusal({ intent }, 'DeliveryRefused', intent)).toContain('The key type and size must stay');
  expect((await acmCertificate(guard, arn)).serialNumber).toBe(before.serialNumber);
  expect((await stagesOf(guard, secretArn))[versionId]).toEqual(['JOURNEY']);
});

test('each failure was told once, and the certificate in use is the one it was', async () => {
  const ids = (await inbox.all()).map(({ id }) => id);
  const told = failures.map((failure) => `${failure} ${ids.filter((id) => id.startsWith(failure)).length}`);
  expect(told).toEqual(failures.map((failure) => `${failure} 1`));
  expect((await acmCertificate(guard, used)).serialNumber).toBe(serial);
});
