import { ACMClient, RevokeCertificateCommand } from '@aws-sdk/client-acm';
import { readdirSync, readFileSync } from 'node:fs';
import { inProject } from '../../local/cloud/project-root.ts';
import type { AlertInbox } from '../../local/story/alert-inbox.ts';
import { grantToAcm, revokeFromAcm } from '../../local/story/authority.ts';
import { exportFromAcm, requestPrivateCertificate } from '../../local/story/certificate.ts';
import { ALL_ACTIONS, unheardAuthority } from './kit/authorities.ts';
import {
  type CertificateEvent,
  importedCertificate,
  inspectedIn,
  issueDirectly,
  putEvents,
  usedCertificate,
} from './kit/certificates.ts';
import { endedAbout } from './kit/executions.ts';
import { certificateFindingOf } from './kit/findings.ts';
import { type Guard, hubGuard, ofCertificates, pkiOf } from './kit/guard.ts';
import { subjectsAbout, subscribe } from './kit/notices.ts';

/** No rule listens there: of these certificates only what a journey puts on the hub's bus tells. */
const REGION = 'eu-west-3';
let guard: Guard;
let inbox: AlertInbox;
let pki: Guard['pki'];
/** One that lets ACM renew, and one that does not. */
let granting: string;
let refusing: string;

beforeAll(async () => {
  guard = ofCertificates(hubGuard());
  inbox = await subscribe(guard);
  pki = pkiOf(guard, guard.account, REGION);
  [granting, refusing] = (await Promise.all([1, 2].map(() => unheardAuthority(guard, REGION)))) as [string, string];
  await revokeFromAcm(pki, refusing);
});

const used = (authorityArn: string): Promise<string> => usedCertificate(guard.emulatorUrl, pki, authorityArn);

/** A sample of events/, about another certificate than the one it was written for. */
function sample(file: string, arn: string): CertificateEvent {
  const text = readFileSync(inProject('events', file), 'utf8');
  return JSON.parse(
    text
      .replaceAll(/arn:aws:acm-pca:[^"]+\/certificate\/[0-9a-f]+/g, arn)
      .replaceAll(/arn:aws:acm:[^"]+:certificate\/[0-9a-f-]+/g, arn),
  ) as CertificateEvent;
}

async function revoked(): Promise<string> {
  const arn = await requestPrivateCertificate(pki, granting, 'revoked.example.com', 'EC_prime256v1');
  await exportFromAcm(pki, arn);
  const revoke = new RevokeCertificateCommand({ CertificateArn: arn, RevocationReason: 'SUPERSEDED' });
  await new ACMClient(pki).send(revoke);
  return arn;
}

/** What each sample's event leads to for a certificate as it stands, whatever the event says of it. */
const SAMPLES: Readonly<Record<string, readonly [() => Promise<string>, verdict: object, told: readonly string[]]>> = {
  'acm-certificate-approaching-expiration.json': [
    () => importedCertificate(pki, granting, 30),
    { verdict: 'unmanaged', code: 'ImportedExpiring', plan: { action: 'reissue', strategy: 'notify' } },
    ['MEDIUM ImportedExpiring'],
  ],
  'acm-certificate-available.json': [
    () => requestPrivateCertificate(pki, granting, 'new.example.com', 'EC_prime256v1'),
    { verdict: 'not-renewable', reason: 'NotEligible', plan: { action: 'leave' } },
    [],
  ],
  'acm-certificate-expired.json': [() => used(granting), { verdict: 'renewable', plan: { action: 'leave' } }, []],
  'acm-certificate-renewal-action-required.json': [
    () => used(refusing),
    { verdict: 'not-renewable', code: 'RenewalBlocked', reason: 'PermissionMissing', plan: { action: 'alert' } },
    ['HIGH RenewalBlocked'],
  ],
  'acm-certificate-revoked.json': [revoked, { verdict: 'out-of-force', reason: 'Revoked' }, []],
  'health-acm-renewal-failure.json': [
    () => used(refusing),
    { verdict: 'not-renewable', reason: 'PermissionMissing' },
    ['HIGH RenewalBlocked'],
  ],
  'health-acm-renewal-state-change.json': [() => used(granting), { verdict: 'renewable' }, []],
  'health-caa-check-failure.json': [() => used(granting), { verdict: 'renewable' }, []],
  'acm-pca-issue-certificate.json': [
    async () => (await issueDirectly(pki, granting)).arn,
    { verdict: 'unmanaged', reason: 'Unmanaged', plan: { action: 'leave' } },
    [],
  ],
  'acm-pca-issue-certificate-details.json': [
    async () => (await issueDirectly(pki, granting, 10)).arn,
    { verdict: 'unmanaged', code: 'UnmanagedExpiring', plan: { action: 'reissue', strategy: 'notify' } },
    ['HIGH UnmanagedExpiring'],
  ],
};

test('every sample of an event about certificates has its end told here', () => {
  const files = readdirSync(inProject('events')).filter((file) =>
    /^(acm-certificate|health|acm-pca-issue)-/.test(file),
  );
  expect(Object.keys(SAMPLES).sort()).toEqual(files.sort());
});

test.each(Object.entries(SAMPLES))(
  '%s inspects the certificate it names, and ends as it stands',
  async (file, [made, verdict, told]) => {
    const arn = await made();
    await putEvents(guard, [sample(file, arn)]);
    const [execution] = await endedAbout(guard, arn, 1);
    const [inspected] = inspectedIn(execution!);
    expect(inspected).toMatchObject({ certificateArn: arn, ...verdict, notices: told.length });
    expect(await subjectsAbout(inbox, arn)).toEqual(told);
  },
);

test('the same event twenty times at once is one notice', async () => {
  const arn = await used(refusing);
  await putEvents(
    guard,
    Array.from({ length: 20 }, () => sample('acm-certificate-approaching-expiration.json', arn)),
  );
  const executions = await endedAbout(guard, arn, 20);
  expect(executions.map(({ status, cause }) => [status, cause])).toEqual(executions.map(() => ['SUCCEEDED', '']));
  expect(await certificateFindingOf(guard, arn)).toBe('RenewalBlocked OPEN v1');
  expect(await subjectsAbout(inbox, arn)).toEqual(['HIGH RenewalBlocked']);
});

test('events that come in reverse order lead to what is, not to what was', async () => {
  const arn = await used(refusing);
  const inOrder = ['renewal-action-required', 'approaching-expiration', 'available', 'expired'];
  const reversed = inOrder.toReversed().map((name) => sample(`acm-certificate-${name}.json`, arn));
  await putEvents(guard, reversed);
  await endedAbout(guard, arn, 4);
  expect(await subjectsAbout(inbox, arn)).toEqual(['HIGH RenewalBlocked']);

  await grantToAcm(pki, refusing, ALL_ACTIONS);
  await putEvents(guard, reversed);
  await endedAbout(guard, arn, 8);
  await revokeFromAcm(pki, refusing);
  expect(await certificateFindingOf(guard, arn)).toBe('RenewalBlocked RESOLVED v2');
  expect(await subjectsAbout(inbox, arn)).toEqual(['HIGH RenewalBlocked', 'RESOLVED RenewalBlocked']);
});

test('an event of AWS Health about two certificates and an account inspects both, each told for itself', async () => {
  const [ill, well] = [await used(refusing), await used(granting)];
  const event = sample('health-acm-renewal-failure.json', ill);
  const affectedEntities = [ill, well, 'AWS_ACCOUNT'].map((entityValue) => ({ entityValue }));
  await putEvents(guard, [{ ...event, detail: { ...event.detail, affectedEntities } }]);
  const [execution] = await endedAbout(guard, well, 1);
  expect(inspectedIn(execution!)).toEqual([
    { certificateArn: ill, verdict: 'not-renewable', reason: 'PermissionMissing' },
    { certificateArn: well, verdict: 'renewable', reason: 'Renewable' },
  ]);
  expect(execution?.output).toContain('resources.2: expected arn:');
  expect(await subjectsAbout(inbox, ill)).toEqual(['HIGH RenewalBlocked']);
  expect(await subjectsAbout(inbox, well)).toEqual([]);
});

test('of an event of 200 KB the rule passes only what is needed', async () => {
  const arn = await used(granting);
  const event = sample('acm-certificate-expired.json', arn);
  await putEvents(guard, [{ ...event, detail: { ...event.detail, CommonName: 'x'.repeat(200_000) } }]);
  const [execution] = await endedAbout(guard, arn, 1);
  expect(JSON.parse(execution?.input ?? '')).toEqual({
    'detail-type': 'ACM Certificate Expired',
    resources: [arn],
    detail: { drill: { id: '' } },
  });
  expect(execution?.status).toBe('SUCCEEDED');
});
