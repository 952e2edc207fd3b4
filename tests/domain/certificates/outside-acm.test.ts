import type { CertificateFacts, CertificateKind } from '../../../core/domain/certificates/certificate.ts';
import { planFor } from '../../../core/domain/certificates/renewal-plan.ts';
import { managementOf } from '../../../core/domain/inventory/management.ts';
import { PKI } from '../../builders/accounts.ts';
import { factsOfKind, judged } from '../../builders/certificates.ts';

const roles = `arn:aws:rolesanywhere:eu-west-1:${PKI}`;
const ID = '00000000-1111-2222-3333-444444444444';
const ARNS = {
  server: `arn:aws:iam::${PKI}:server-certificate/cloudfront/shop`,
  anchor: `${roles}:trust-anchor/${ID}/certificate/0a`,
  workload: `${roles}:subject/${ID}`,
  crl: `${roles}:crl/${ID}`,
} as const satisfies Partial<Record<CertificateKind, string>>;

type Kind = keyof typeof ARNS;
const KINDS = Object.keys(ARNS) as readonly Kind[];

const facts = (kind: Kind, notAfter: string, inUse = kind === 'anchor'): CertificateFacts =>
  factsOfKind(kind, { arn: ARNS[kind], notBefore: '2025-12-20T12:00:00.000Z', notAfter, inUse });

const late = '2027-10-01T12:00:00.000Z';
const soon = '2026-12-20T12:00:00.000Z';
const past = '2026-11-20T12:00:00.000Z';

test.each(KINDS)('%s: nobody renews it, and while there is time nothing has to be done', (kind) => {
  expect(judged(facts(kind, late))).toMatchObject({ verdict: 'unmanaged', reason: 'Unmanaged' });
  expect(judged(facts(kind, late)).code).toBeUndefined();
  expect(managementOf({ kind })).toEqual({ by: 'nobody', evidence: 'kind' });
});

test.each<[Kind, string, string, readonly string[]]>([
  [
    'server',
    'high',
    `ACM does not renew this certificate: it was uploaded to IAM. It ends on ${soon} unless somebody replaces it. ` +
      'Once it has ended, clients refuse it wherever a load balancer or a distribution serves it: IAM does not tell where.',
    [
      'aws iam upload-server-certificate --server-certificate-name shop-next --certificate-body file://certificate.pem ' +
        '--private-key file://key.pem --certificate-chain file://chain.pem',
    ],
  ],
  [
    'anchor',
    'high',
    `ACM does not renew this certificate: it was made a trust anchor of IAM Roles Anywhere. It ends on ${soon} unless ` +
      'somebody replaces it. Once it has ended, no workload gets a session by it.',
    [`aws rolesanywhere update-trust-anchor --trust-anchor-id ${ID} --region eu-west-1 --source file://source.json`],
  ],
  [
    'workload',
    'high',
    `ACM does not renew this certificate: it was shown to IAM Roles Anywhere by a workload. It ends on ${soon} unless ` +
      'somebody replaces it. Once it has ended, the workload gets no session with it.',
    [],
  ],
  [
    'crl',
    'medium',
    'ACM does not renew this list of revoked certificates: it was imported into IAM Roles Anywhere, which fetches no newer ' +
      `one. It ends on ${soon} unless somebody replaces it. Until a newer one is imported, what was revoked since is let in.`,
    [`aws rolesanywhere update-crl --crl-id ${ID} --region eu-west-1 --crl-data fileb://crl.pem`],
  ],
])('%s: before it ends somebody has to replace it, and is told how', (kind, severity, message, remedy) => {
  const verdict = judged(facts(kind, soon));
  expect(verdict).toMatchObject({ verdict: 'unmanaged', code: 'UnmanagedExpiring', severity, message, remedy });
  expect(planFor(verdict, facts(kind, soon).certificate)).toMatchObject({ action: 'alert' });
});

test.each<[Kind, string, readonly string[]]>([
  ['server', 'low', ['aws iam delete-server-certificate --server-certificate-name shop']],
  ['workload', 'low', []],
  ['crl', 'low', [`aws rolesanywhere delete-crl --crl-id ${ID} --region eu-west-1`]],
])('%s: once it has ended, whoever does not need it removes it', (kind, severity, remedy) => {
  const verdict = judged(facts(kind, past));
  expect(verdict).toMatchObject({ verdict: 'out-of-force', code: 'Expired', severity, remedy });
  expect(verdict.message).toMatch(
    /^The (certificate|list of revoked certificates) expired on 2026-11-20T12:00:00.000Z;/,
  );
  expect(verdict.message).not.toContain('integrated service');
});

test('a trust anchor that is enabled and has ended is an outage, and nothing else than replacing it helps', () => {
  const verdict = judged(facts('anchor', past));
  expect(verdict).toMatchObject({ code: 'ExpiredInUse', severity: 'critical' });
  expect(verdict.remedy.join()).toContain('update-trust-anchor');
  expect(planFor(verdict, facts('anchor', past).certificate)).toMatchObject({ action: 'alert' });
  expect(judged(facts('anchor', past, false)).remedy.join()).toContain('delete-trust-anchor');
});
