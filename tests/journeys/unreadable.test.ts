import pMap from 'p-map';
import { accounts } from '../../local/cloud/accounts.ts';
import type { AlertInbox } from '../../local/story/alert-inbox.ts';
import { grantToAcm, revokeFromAcm } from '../../local/story/authority.ts';
import { requestPrivateCertificate } from '../../local/story/certificate.ts';
import { RAM_PERMISSIONS, shareWith } from '../../local/story/emulator-admin.ts';
import { ALL_ACTIONS, unheardAuthority } from './kit/authorities.ts';
import { inspect, inspectedIn, usedCertificate } from './kit/certificates.ts';
import { concludedOf, inspectionPausesOf, pausesOf, readsOf, run, verify } from './kit/executions.ts';
import { endFaults, type Fault, inject } from './kit/faults.ts';
import { certificateFindingOf, findingsOf } from './kit/findings.ts';
import { type Guard, hubGuard, ofCertificates, pkiOf } from './kit/guard.ts';
import { noticeOf, subjectsAbout, subjectsIn, subscribe } from './kit/notices.ts';

/** Whose ACM uses the owner's CAs; a third account can be read, too. */
const { pki: owner, web: consumer } = accounts;
let guard: Guard;
let inbox: AlertInbox;

beforeAll(async () => {
  guard = hubGuard();
  inbox = await subscribe(guard);
});

afterEach(() => endFaults(guard.emulatorUrl));

/** What a call is refused with, and how that reads. */
const REFUSALS = {
  denied: { error: 'AccessDeniedException', status: 400, says: 'was denied' },
  throttled: { error: 'ThrottlingException', status: 400, says: 'was throttled' },
  'out of order': { error: 'InternalFailure', status: 500, says: 'did not answer' },
} as const;

type Refusal = keyof typeof REFUSALS;

const refuse = (refusal: Refusal, operation: string, region: string, more: Partial<Fault> = {}): Fault => {
  const { error, status } = REFUSALS[refusal];
  const service = operation.endsWith('Certificate') || operation === 'ListCertificates' ? 'acm' : 'acm-pca';
  return { service, operation, error, status, region, ...more };
};

/** A CA of the hub that ACM of two accounts uses, each with a certificate; all is well with it, and known to be. */
async function usedAuthority(region: string): Promise<string> {
  const arn = await unheardAuthority(guard, region);
  await shareWith(guard.emulatorUrl, arn, consumer, RAM_PERMISSIONS.endEntity);
  for (const account of [owner, consumer]) {
    await requestPrivateCertificate(pkiOf(guard, account, region), arn, 'used.example.com', 'EC_prime256v1');
  }
  expect(await verify(guard, arn)).toMatchObject({
    verdict: 'granted',
    dependents: { count: 2 },
    unreadableAccounts: 0,
  });
  return arn;
}

/** What the verdict needs, and whose it cannot be judged without. */
const NEEDED = [
  { operation: 'ListPermissions', undetermined: owner },
  { operation: 'GetPolicy', undetermined: consumer },
  { operation: 'DescribeCertificateAuthority', undetermined: owner },
] as const;

/** Each in a region of its own, for they all happen at once. */
const CASES = (Object.keys(REFUSALS) as Refusal[]).flatMap((refusal, row) =>
  NEEDED.map((needed, column) => ({
    refusal,
    ...needed,
    region: `eu-${refusal.split(' ')[0]}-${row * 3 + column + 1}`,
  })),
);

test('what the verdict needs and cannot be read is read again, told as undeterminable, and resolved when it is read', async () => {
  const authorities = await pMap(CASES, ({ region }) => usedAuthority(region), { concurrency: 3 });
  const faults = CASES.map(({ refusal, operation, region }) => refuse(refusal, operation, region));
  await inject(guard.emulatorUrl, faults);
  const executions = await Promise.all(
    authorities.map((certificateAuthorityArn) => run(guard, { certificateAuthorityArn })),
  );
  for (const [index, execution] of executions.entries()) {
    const { operation, refusal, undetermined } = CASES[index] ?? CASES[0]!;
    const [concluded] = concludedOf(execution);
    expect(concluded).toMatchObject({ verdict: 'undeterminable', reason: 'Undeterminable', remedy: [] });
    expect(concluded?.message).toContain(`acm-pca:${operation} in account ${owner} ${REFUSALS[refusal].says}`);
    expect(concluded?.findings).toEqual([{ code: 'AuthorityUndeterminable', account: undetermined }]);
    expect(pausesOf(await readsOf(guard, execution.arn))).toEqual([5, 30, 120]);
  }

  await endFaults(guard.emulatorUrl);
  const now = await pMap(authorities, (arn) => verify(guard, arn), { concurrency: 3 });
  expect(now.map(({ verdict, findings }) => [verdict, findings])).toEqual(CASES.map(() => ['granted', []]));
  const told = await inbox.all();
  expect(authorities.map((arn) => subjectsIn(told, arn))).toEqual(
    CASES.map(() => ['MEDIUM AuthorityUndeterminable', 'RESOLVED AuthorityUndeterminable']),
  );
});

test.each(['denied', 'out of order'] as const)(
  'reads that are %s only twice are made up for untold',
  async (refusal) => {
    const region = 'eu-north-1';
    const arn = await unheardAuthority(guard, region);
    // The SDK itself tries three times more where the service is out of order.
    const count = refusal === 'denied' ? 2 : 8;
    await inject(guard.emulatorUrl, [refuse(refusal, 'ListPermissions', region, { count })]);
    const execution = await run(guard, { certificateAuthorityArn: arn });
    expect(concludedOf(execution)).toMatchObject([{ verdict: 'granted', findings: [], notices: 0 }]);
    expect(pausesOf(await readsOf(guard, execution.arn))).toEqual([5, 30]);
  },
);

test('a policy that is denied twice is read again even where nobody is known yet to use the CA', async () => {
  const region = 'eu-south-2';
  const arn = await unheardAuthority(guard, region);
  await shareWith(guard.emulatorUrl, arn, consumer, RAM_PERMISSIONS.endEntity);
  await requestPrivateCertificate(pkiOf(guard, consumer, region), arn, 'new.example.com', 'EC_prime256v1');
  await inject(guard.emulatorUrl, [refuse('denied', 'GetPolicy', region, { count: 2 })]);
  const execution = await run(guard, { certificateAuthorityArn: arn });
  expect(concludedOf(execution)).toMatchObject([{ verdict: 'granted', findings: [], notices: 0 }]);
  expect(pausesOf(await readsOf(guard, execution.arn))).toEqual([5, 30]);
});

test('a missing permission stays open while nobody may read whether it is there', async () => {
  const region = 'eu-south-1';
  const pki = pkiOf(guard, owner, region);
  const arn = await unheardAuthority(guard, region);
  await revokeFromAcm(pki, arn);
  await verify(guard, arn);
  await inject(guard.emulatorUrl, [refuse('denied', 'ListPermissions', region)]);
  await grantToAcm(pki, arn, ALL_ACTIONS);
  expect(await verify(guard, arn)).toMatchObject({ verdict: 'undeterminable' });
  expect(await findingsOf(guard, arn)).toEqual([
    `AuthorityUndeterminable ${owner} OPEN v1`,
    `PermissionMissing ${owner} OPEN v1`,
  ]);

  await endFaults(guard.emulatorUrl);
  expect(await verify(guard, arn)).toMatchObject({ verdict: 'granted' });
  expect(await subjectsAbout(inbox, arn)).toEqual([
    'LOW PermissionMissing',
    'LOW AuthorityUndeterminable',
    'RESOLVED AuthorityUndeterminable',
    'RESOLVED PermissionMissing',
  ]);
});

test.each(['ListCertificates', 'DescribeCertificate'])(
  'an account whose %s is denied is named, and the others’ certificates are counted',
  async (operation) => {
    const region = operation === 'ListCertificates' ? 'ap-south-1' : 'ap-south-2';
    const arn = await usedAuthority(region);
    await revokeFromAcm(pkiOf(guard, owner, region), arn);
    await requestPrivateCertificate(pkiOf(guard, consumer, region), arn, 'new.example.com', 'EC_prime256v1');
    await inject(guard.emulatorUrl, [refuse('denied', operation, region, { account: consumer })]);

    expect(await verify(guard, arn)).toMatchObject({
      verdict: 'missing',
      reason: 'PermissionMissing',
      // The permission concerns the owner's certificates, and those were all listed.
      dependents: { count: 1, soonest: [{ domainName: 'used.example.com' }] },
      unreadableAccounts: 1,
    });
    expect(await findingsOf(guard, arn)).toEqual([`PermissionMissing ${owner} OPEN v1`]);
    expect(await subjectsAbout(inbox, arn)).toEqual(['HIGH PermissionMissing']);
  },
);

test('a missing permission is no less urgent because the owner’s certificates cannot be listed', async () => {
  const region = 'ap-northeast-1';
  const arn = await usedAuthority(region);
  await revokeFromAcm(pkiOf(guard, owner, region), arn);
  await inject(guard.emulatorUrl, [refuse('denied', 'ListCertificates', region)]);
  // Any of the three may have certificates that depend on the CA.
  expect(await verify(guard, arn)).toMatchObject({
    verdict: 'missing',
    dependents: { count: 0 },
    unreadableAccounts: 3,
  });
  const notice = await noticeOf(inbox, arn, 'PermissionMissing', 1);
  expect(notice.subject).toContain('HIGH');
  expect(notice.text).toContain(`Not listed: acm:ListCertificates in account ${owner} was denied`);
});

describe('a certificate', () => {
  const certificateIn = async (region: string): Promise<string> => {
    const pki = pkiOf(guard, owner, region);
    return usedCertificate(guard.emulatorUrl, pki, await unheardAuthority(guard, region));
  };

  test.each(['denied', 'out of order'] as const)(
    'whose description is %s is inspected again after each wait, then told as undeterminable, once',
    async (refusal) => {
      const region = `sa-${refusal.split(' ')[0]}-1`;
      const arn = await certificateIn(region);
      await inject(guard.emulatorUrl, [refuse(refusal, 'DescribeCertificate', region)]);
      const execution = await run(ofCertificates(guard), { certificateArn: arn });
      const [inspected] = inspectedIn(execution);
      expect(inspected).toMatchObject({ verdict: 'undeterminable', code: 'RenewalUndeterminable', notices: 1 });
      expect(inspected?.message).toContain(`acm:DescribeCertificate in account ${owner} ${REFUSALS[refusal].says}`);
      const pauses = await inspectionPausesOf(guard, execution.arn);
      expect(pauses.map(({ seconds }) => seconds)).toEqual([5, 30, 120]);
      // A scaled wait is a wait.
      for (const { seconds, lasted } of pauses) expect(lasted).toBeGreaterThanOrEqual(seconds * guard.waitScale);
      expect(await inspect(guard, arn)).toMatchObject({ verdict: 'undeterminable', notices: 0 });

      await endFaults(guard.emulatorUrl);
      expect(await inspect(guard, arn)).toMatchObject({ verdict: 'renewable', notices: 1 });
      expect(await subjectsAbout(inbox, arn)).toEqual([
        'MEDIUM RenewalUndeterminable',
        'RESOLVED RenewalUndeterminable',
      ]);
    },
  );

  test('whose description is denied once only is made up for untold', async () => {
    const region = 'sa-east-1';
    const arn = await certificateIn(region);
    await inject(guard.emulatorUrl, [refuse('denied', 'DescribeCertificate', region, { count: 1 })]);
    const execution = await run(ofCertificates(guard), { certificateArn: arn });
    expect(inspectedIn(execution)).toMatchObject([{ verdict: 'renewable', notices: 0 }]);
    expect((await inspectionPausesOf(guard, execution.arn)).map(({ seconds }) => seconds)).toEqual([5]);
  });

  test('whose CA may not be read keeps the finding it has', async () => {
    const region = 'sa-west-1';
    const pki = pkiOf(guard, owner, region);
    const authority = await unheardAuthority(guard, region);
    const arn = await usedCertificate(guard.emulatorUrl, pki, authority);
    await revokeFromAcm(pki, authority);
    expect(await inspect(guard, arn)).toMatchObject({ reason: 'PermissionMissing', notices: 1 });
    await inject(guard.emulatorUrl, [refuse('denied', 'ListPermissions', region)]);
    expect(await inspect(guard, arn)).toMatchObject({ verdict: 'undeterminable', notices: 0 });
    expect(await certificateFindingOf(guard, arn)).toBe('RenewalBlocked OPEN v1');
    expect(await subjectsAbout(inbox, arn)).toEqual(['HIGH RenewalBlocked']);
  });
});
