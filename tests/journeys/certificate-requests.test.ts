import { ACMClient, DeleteCertificateCommand } from '@aws-sdk/client-acm';
import pMap from 'p-map';
import { accounts } from '../../local/cloud/accounts.ts';
import type { AlertInbox, ReceivedNotice } from '../../local/story/alert-inbox.ts';
import { revokeFromAcm } from '../../local/story/authority.ts';
import { requestPrivateCertificate } from '../../local/story/certificate.ts';
import { RAM_PERMISSIONS, recordsDelivered, shareWith } from '../../local/story/emulator-admin.ts';
import { unheardAuthority } from './kit/authorities.ts';
import { inspect, inspectedIn, issueDirectly, putEvents, usedCertificate } from './kit/certificates.ts';
import { endedAbout, type Execution, run } from './kit/executions.ts';
import { certificateFindingOf } from './kit/findings.ts';
import { type Guard, hubGuard, ofCertificates, pkiOf } from './kit/guard.ts';
import { subjectsAbout, subscribe } from './kit/notices.ts';
import { unshareFrom } from './kit/shares.ts';
import { recordOf } from './kit/sweeps.ts';

const REGION = 'eu-west-3';
const { payments } = accounts;
const STRANGER = '121212121212';
const ID = '0123abcd-0000-4000-8000-00000000beef';
const unknown = `arn:aws:acm:eu-central-1:111122223333:certificate/${ID}`;
let guard: Guard;
let inbox: AlertInbox;

beforeAll(async () => {
  guard = ofCertificates(hubGuard());
  inbox = await subscribe(guard);
});

describe('by hand', () => {
  test('the verdict on a certificate is the execution’s output, with the plan and the dates', async () => {
    const authority = await unheardAuthority(guard, REGION);
    const pki = pkiOf(guard, guard.account, REGION);
    const arn = await usedCertificate(guard.emulatorUrl, pki, authority);
    await revokeFromAcm(pki, authority);
    expect(await inspect(guard, arn)).toMatchObject({
      certificateArn: arn,
      verdict: 'not-renewable',
      code: 'RenewalBlocked',
      reason: 'PermissionMissing',
      plan: { action: 'alert' },
      firstAttempt: expect.stringMatching(/Z$/) as string,
      outage: expect.stringMatching(/Z$/) as string,
      remedy: [
        expect.stringContaining(`create-permission --certificate-authority-arn ${authority}`),
        expect.anything(),
      ],
      notices: 1,
    });
    expect(await inspect(guard, arn)).toMatchObject({ verdict: 'not-renewable', notices: 0 });
  });

  const WRONG: readonly (readonly [input: unknown, error: string, cause: string])[] = [
    [{}, 'InvalidInput', 'certificateArn: expected arn:<partition>:acm:'],
    [[], 'InvalidInput', 'input: expected an object, got []'],
    ['text', 'InvalidInput', 'input: expected an object, got "text"'],
    [null, 'InvalidInput', 'input: expected an object, got null'],
    [{ certificateArn: 7 }, 'InvalidInput', 'certificateArn: expected'],
    [{ certificateArn: '' }, 'InvalidInput', 'a text that starts with "arn:", got ""'],
    [{ certificateArn: unknown.replace('aws', 'gcp') }, 'InvalidInput', 'a partition such as aws'],
    [{ certificateArn: unknown.replace(':acm:', ':iam:') }, 'InvalidInput', 'the service acm'],
    [{ certificateArn: unknown.replace('eu-central-1', '') }, 'InvalidInput', 'a region such as eu-west-1'],
    [{ certificateArn: unknown.replace('111122223333', '1111') }, 'InvalidInput', 'an account of twelve digits'],
    [{ certificateArn: unknown.replace('certificate/', 'key/') }, 'InvalidInput', 'certificate/ and the id'],
    [{ certificateArn: 'x'.repeat(200_000) }, 'InvalidInput', '… (200002 characters)'],
    [{ certificateArn: unknown }, 'CertificateNotFound', `certificateArn: account 111122223333 has no certificate`],
    [{ 'detail-type': 'ACM Certificate Expired', resources: [] }, 'InvalidInput', 'resources: expected the ARN'],
    [{ 'detail-type': 'ACM Certificate Expired', resources: ['no ARN'] }, 'InvalidInput', 'resources.0: expected'],
    [{ detail: {} }, 'InvalidInput', 'detail.eventName: expected'],
    [{ detail: null }, 'InvalidInput', 'detail: expected a CloudTrail record'],
    [{ detail: { eventName: 'IssueCertificate' } }, 'InvalidInput', 'detail.responseElements.certificateArn: expected'],
  ];

  async function failuresTold(executions: readonly Execution[]): Promise<readonly ReceivedNotice[]> {
    const received = await inbox.all();
    return received.filter(({ id }) => executions.some(({ arn }) => id.startsWith(`${arn}/failed`)));
  }

  test('wrong input ends with an error that names the field, and is told once each', async () => {
    const executions = await pMap(WRONG, ([input]) => run(guard, input), { concurrency: 4 });
    const ended = executions.map(({ status, error, cause }, index) => {
      const expected = WRONG[index]?.[2] ?? '';
      return [status, error, cause.includes(expected) ? expected : cause];
    });
    expect(ended).toEqual(WRONG.map(([, error, cause]) => ['FAILED', error, cause]));
    expect((await failuresTold(executions)).map(({ id }) => id.split('/failed')[0]).sort()).toEqual(
      executions.map(({ arn }) => arn).sort(),
    );
  });

  test('the same wrong input ten times is told once', async () => {
    const wrong = { certificateArn: 'arn:aws:acm:eu-central-1:ten-times' };
    const executions = await pMap(Array(10).fill(wrong), (input) => run(guard, input), { concurrency: 5 });
    expect(new Set(executions.map(({ error }) => error))).toEqual(new Set(['InvalidInput']));
    expect(await failuresTold(executions)).toHaveLength(1);
  });
});

describe('a certificate of another account', () => {
  test('is judged by the share of its CA, read through the member’s role, and told with that account', async () => {
    const authority = await unheardAuthority(guard, REGION);
    await shareWith(guard.emulatorUrl, authority, payments, RAM_PERMISSIONS.endEntity);
    const pki = pkiOf(guard, payments, REGION);
    const arn = await usedCertificate(guard.emulatorUrl, pki, authority, 'www.payments.example.com');
    expect(await inspect(guard, arn)).toMatchObject({ verdict: 'renewable', notices: 0 });

    await unshareFrom(guard.emulatorUrl, authority, payments);
    expect(await inspect(guard, arn)).toMatchObject({ verdict: 'not-renewable', reason: 'PolicyMissing', notices: 1 });
    const notice = await inbox.waitFor(({ id }) => id.startsWith(`${arn.split('/').at(-1)}/`));
    expect(notice?.text).toContain(`Account:     ${payments}`);
    expect(notice?.text).toContain(`aws acm-pca put-policy --resource-arn ${authority}`);

    await shareWith(guard.emulatorUrl, authority, payments, RAM_PERMISSIONS.endEntity);
    await inspect(guard, arn);
    expect(await certificateFindingOf(guard, arn)).toBe('RenewalBlocked RESOLVED v2');
    expect(await subjectsAbout(inbox, arn)).toEqual(['HIGH RenewalBlocked', 'RESOLVED RenewalBlocked']);
  });

  test('that is no member is undeterminable, told once however often ACM tells of it', async () => {
    const arn = unknown.replace('111122223333', STRANGER).replace('beef', 'cafe');
    const event = { 'detail-type': 'ACM Certificate Expired', resources: [arn], detail: {} };
    await putEvents(guard, [event, event, event]);
    const executions = await endedAbout(guard, arn, 3);
    const inspected = executions.flatMap(inspectedIn).filter((each) => 'verdict' in each);
    expect(inspected[0]).toMatchObject({ verdict: 'undeterminable', code: 'RenewalUndeterminable' });
    expect(inspected[0]?.message).toContain(`account ${STRANGER} is not configured`);
    expect(await certificateFindingOf(guard, arn)).toBe('RenewalUndeterminable OPEN v1');
    expect(await subjectsAbout(inbox, arn)).toEqual(['MEDIUM RenewalUndeterminable']);
  });
});

describe('what a private CA issues', () => {
  /** Its records reach the hub's own bus. */
  const heardAuthority = () => unheardAuthority(guard, guard.cloud.region);

  test('to whoever asks it directly is inspected by its records, and nobody is told', async () => {
    const { arn } = await issueDirectly(guard.pki, await heardAuthority());
    await recordsDelivered(guard.emulatorUrl);
    const executions = await endedAbout(guard, arn, 2);
    const started = executions.map(({ input }) => (JSON.parse(input) as { detail: { eventName: string } }).detail);
    expect(started.map(({ eventName }) => eventName).sort()).toEqual(['IssueCertificate', 'IssueCertificateDetails']);
    const verdicts = executions.flatMap(inspectedIn).filter((each) => 'verdict' in each);
    expect(new Set(verdicts.map(({ verdict }) => verdict))).toEqual(new Set(['unmanaged']));
    expect(await subjectsAbout(inbox, arn)).toEqual([]);
    const record = await recordOf(guard, arn);
    expect(record).toMatchObject({
      source: 'acm-pca',
      management: { by: 'nobody', evidence: 'invokedBy' },
      requestedBy: expect.stringMatching(/^arn:aws:/) as string,
      owner: { from: 'reported requester' },
      version: 1,
    });
  });

  test('to ACM is told by ACM’s own event; the record of the call starts nothing', async () => {
    const authority = await heardAuthority();
    const arn = await requestPrivateCertificate(guard.pki, authority, 'acm.example.com', 'EC_prime256v1');
    await recordsDelivered(guard.emulatorUrl);
    const [execution, ...others] = await endedAbout(guard, arn, 1);
    expect(others).toEqual([]);
    expect(JSON.parse(execution?.input ?? '')).toEqual({
      'detail-type': 'ACM Certificate Available',
      resources: [arn],
      detail: { drill: { id: '' } },
    });
    expect(inspectedIn(execution!)).toMatchObject([{ reason: 'NotEligible', plan: { action: 'leave' }, notices: 0 }]);
    // Of the CA's own certificate both records tell. Of a first issuance by ACM the service's own record may not say who
    // asked (service-facts 6): then the certificate is looked at as one that nobody manages, and nobody is told.
    const about = await endedAbout(guard, `${authority}/certificate/`, 3);
    expect(about.map(({ input }) => /IssueCertificate(Details)?/.exec(input)?.[0]).sort()).toEqual([
      'IssueCertificate',
      'IssueCertificateDetails',
      'IssueCertificateDetails',
    ]);
    const ids = about.map(({ input }) => /certificate\/([0-9a-f]{32})/.exec(input)?.[1] ?? '');
    for (const id of ids) expect(await subjectsAbout(inbox, `/${id}`)).toEqual([]);
    // Whose it is, and that ACM renews it, no record tells: the next sweep does.
    const kept = await pMap(ids, (id) => recordOf(guard, `${authority}/certificate/${id}`));
    expect(kept.map((record) => record?.subject)).not.toContain('CN=acm.example.com');
  });
});

test('a certificate that is deleted ends its finding, and one that was never there is left alone', async () => {
  const pki = pkiOf(guard, guard.account, REGION);
  const authority = await unheardAuthority(guard, REGION);
  const arn = await requestPrivateCertificate(pki, authority, 'unused.example.com', 'EC_prime256v1');
  expect(await inspect(guard, arn)).toMatchObject({ code: 'NotEligible', notices: 1 });
  await new ACMClient(pki).send(new DeleteCertificateCommand({ CertificateArn: arn }));
  expect(await inspect(guard, arn)).toMatchObject({ verdict: 'out-of-force', reason: 'Gone', notices: 1 });
  expect(await subjectsAbout(inbox, arn)).toEqual(['LOW NotEligible', 'RESOLVED NotEligible']);

  const never = unknown.replace('beef', 'feed');
  await putEvents(guard, [{ 'detail-type': 'ACM Certificate Expired', resources: [never], detail: {} }]);
  const [execution] = await endedAbout(guard, never, 1);
  expect(inspectedIn(execution!)).toEqual([
    { certificateArn: never, left: 'the certificate does not exist, and nothing was ever found about it' },
  ]);
});
