import type { CertificateFacts } from '../../../core/domain/certificates/certificate.ts';
import { known } from '../../../core/domain/fact.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI } from '../../builders/accounts.ts';
import { aConsumer, aDescription, aGrant, factsOf, sharedFacts, unread } from '../../builders/authority-facts.ts';
import {
  CERTIFICATE_ARN,
  endingOn,
  exported,
  factsAbout,
  factsOfKind,
  judged,
  renewing,
  unused,
} from '../../builders/certificates.ts';

const authority = `--certificate-authority-arn ${AUTHORITY_ARN} --region eu-west-1`;
const certificate = `--certificate-arn ${CERTIFICATE_ARN} --region eu-west-1`;
const principal = '--principal acm.amazonaws.com';
const create = `aws acm-pca create-permission ${authority} ${principal} --actions IssueCertificate GetCertificate ListPermissions`;
const list = `aws acm-pca list-permissions ${authority}`;
const exportIt = `aws acm export-certificate ${certificate} --passphrase fileb://passphrase.txt > exported.json`;
const usedBy = `aws acm describe-certificate ${certificate} --query Certificate.InUseBy`;
const soon = '2026-12-20T12:00:00.000Z';
const past = '2026-11-20T12:00:00.000Z';

test.each<[string, CertificateFacts, readonly string[]]>([
  ['renewable', factsAbout(), []],
  ['no permission', factsAbout({}, known(factsOf({ grants: known([]) }))), [create, list]],
  [
    'a partial permission',
    factsAbout({}, known(factsOf({ grants: known([aGrant({ actions: ['GetCertificate'] })]) }))),
    [`aws acm-pca delete-permission ${authority} ${principal}`, create, list],
  ],
  [
    'DISABLED',
    factsAbout({}, known(factsOf({ description: known(aDescription({ status: 'DISABLED' })) }))),
    [`aws acm-pca update-certificate-authority ${authority} --status ACTIVE`],
  ],
  [
    'DISABLED and without permission: both, the CA first',
    factsAbout({}, known(factsOf({ description: known(aDescription({ status: 'DISABLED' })), grants: known([]) }))),
    [`aws acm-pca update-certificate-authority ${authority} --status ACTIVE`, create, list],
  ],
  ['gone for good', factsAbout({}, known(factsOf({ description: known(undefined) }))), []],
  [
    'short-lived',
    factsAbout({}, known(factsOf({ description: known(aDescription({ usageMode: 'SHORT_LIVED_CERTIFICATE' })) }))),
    [],
  ],
  [
    'a CA that ends too early',
    factsAbout({}, endingOn('2027-01-01T00:00:00.000Z')),
    [
      `aws acm-pca get-certificate-authority-csr ${authority} --output text > authority.csr`,
      `aws acm-pca import-certificate-authority-certificate ${authority} --certificate fileb://authority.pem`,
    ],
  ],
  [
    'no service-linked role',
    factsAbout(
      { account: PAYMENTS },
      known(sharedFacts({ consumers: [aConsumer(PAYMENTS, { serviceLinkedRole: known(false) })] })),
    ),
    ['aws iam create-service-linked-role --aws-service-name acm.amazonaws.com'],
  ],
  ['not eligible', factsAbout(unused), [exportIt]],
  ['to be exported again', factsAbout({ ...unused, renewal: renewing({ status: 'SUCCESS' }) }), [exportIt]],
  [
    'overdue',
    factsAbout({ notAfter: soon }),
    [`aws acm describe-certificate ${certificate} --query Certificate.RenewalSummary`],
  ],
  [
    'imported, about to end',
    factsOfKind('imported', { notAfter: soon }),
    [
      `aws acm import-certificate ${certificate} --certificate fileb://certificate.pem --private-key fileb://key.pem --certificate-chain fileb://chain.pem`,
    ],
  ],
  ['imported, with time', factsOfKind('imported'), []],
  ['issued directly, about to end', factsOfKind('issued', { notAfter: soon }), []],
  ['expired in use', factsAbout({ notAfter: past }), [usedBy]],
  [
    'expired, not in use, never exported',
    factsAbout({ notAfter: past, ...unused, exported: false }),
    [`aws acm delete-certificate ${certificate}`],
  ],
  ['expired, not in use, and nobody told whether it was exported', factsAbout({ notAfter: past, ...unused }), []],
  [
    'expired, exported: nobody is told to delete what a host may serve',
    factsAbout({ notAfter: past, ...exported }),
    [],
  ],
  ['issued directly, expired: ACM has none to delete', factsOfKind('issued', { notAfter: past }), []],
  ['revoked in use', factsAbout({ status: 'REVOKED' }), [usedBy]],
  ['undeterminable', factsAbout({}, unread('sts:AssumeRole')), []],
])('%s: exactly these commands', (_, facts, commands) => {
  expect(judged(facts).remedy).toEqual(commands);
});

test('in another partition every ARN and region is that of the certificate', () => {
  const arn = `arn:aws-cn:acm:cn-north-1:${PKI}:certificate/00000000-1111-2222-3333-444444444444`;
  expect(judged(factsAbout({ arn, region: 'cn-north-1', ...unused })).remedy).toEqual([
    `aws acm export-certificate --certificate-arn ${arn} --region cn-north-1 --passphrase fileb://passphrase.txt > exported.json`,
  ]);
});

describe('what the message says', () => {
  test.each<[string, CertificateFacts, string]>([
    ['before the first attempt', factsAbout(), 'ACM will renew the certificate, from 2027-08-02T12:00:00.000Z on.'],
    [
      'of a missing permission',
      factsAbout({}, known(factsOf({ grants: known([]) }))),
      'ACM will not be able to renew the certificate. acm.amazonaws.com has no permission on the certificate authority.',
    ],
    [
      'of two troubles: both',
      factsAbout({}, known(factsOf({ description: known(aDescription({ status: 'DISABLED' })), grants: known([]) }))),
      'ACM will not be able to renew the certificate. The certificate authority is DISABLED; ACM renews from ACTIVE ones only. Also: acm.amazonaws.com has no permission on the certificate authority.',
    ],
    [
      'of what AWS would not tell: what was asked of whom, and what came back',
      factsAbout({}, unread('sts:AssumeRole', 'access-denied')),
      `Whether the certificate will be renewed could not be determined. sts:AssumeRole in account ${PKI} was denied: not today`,
    ],
    [
      'of silence since last year’s renewal',
      factsAbout({ notAfter: soon, renewal: renewing({ status: 'SUCCESS', updatedAt: '2025-10-20T12:00:00.000Z' }) }),
      'ACM should have renewed the certificate since 2026-10-21T12:00:00.000Z and gives no reason why it has not (no renewal has begun since the last one on 2025-10-20T12:00:00.000Z). If it was put to use or exported just now, the next hourly attempt renews it.',
    ],
    [
      'of a copy that runs out',
      factsAbout({ ...unused, renewal: renewing({ status: 'SUCCESS', updatedAt: '2026-11-20T12:00:00.000Z' }) }),
      'ACM renewed the certificate, and nobody has exported it since: where an exported copy is installed, that one ends, by 2027-01-19T12:00:00.000Z unless it was held up, and ACM will not renew again before the next export.',
    ],
    [
      'of an expired one that hosts may serve',
      factsAbout({ notAfter: past, ...exported }),
      `The certificate expired on ${past}, and no integrated service uses it, but it was exported: a host that still serves it has an outage. Put another one in its place. ACM does not renew expired certificates.`,
    ],
  ])('%s', (_, facts, message) => {
    expect(judged(facts).message).toBe(message);
  });
});

test('a public certificate that waits for its domain names the DNS records it waits for', () => {
  const awaited = [{ domainName: 'www.example.com', type: 'CNAME', name: '_a.www.example.com.', value: '_b.acm.' }];
  expect(judged(factsOfKind('public', { status: 'PENDING_VALIDATION', awaited }))).toMatchObject({
    verdict: 'out-of-force',
    reason: 'NotIssued',
    remedy: ['DNS: _a.www.example.com. CNAME _b.acm.'],
  });
});
