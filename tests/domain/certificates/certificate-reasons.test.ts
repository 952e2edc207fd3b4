import type { CertificateFacts, Renewal } from '../../../core/domain/certificates/certificate.ts';
import { known } from '../../../core/domain/fact.ts';
import { AUTHORITY_ARN, PAYMENTS } from '../../builders/accounts.ts';
import { aConsumer, aDescription, factsOf, sharedFacts, unread } from '../../builders/authority-facts.ts';
import { CERTIFICATE_ARN, endingOn, factsAbout, factsOfKind, judged, renewing } from '../../builders/certificates.ts';

const on = `--certificate-authority-arn ${AUTHORITY_ARN} --region eu-west-1`;
const createRole = 'aws iam create-service-linked-role --aws-service-name acm.amazonaws.com';
const summary = `aws acm describe-certificate --certificate-arn ${CERTIFICATE_ARN} --region eu-west-1 --query Certificate.RenewalSummary`;
const stuckWith = (reason: string, authority = known(factsOf())): CertificateFacts =>
  factsAbout({ renewal: renewing({ reason }) }, authority);
const publicly = (renewal: Partial<Renewal>): CertificateFacts => factsOfKind('public', { renewal: renewing(renewal) });

/** ACM's reasons that lie with a private CA or with ACM's rights (service-facts 2.1). */
const OF_THE_AUTHORITY = [
  'PCA_LIMIT_EXCEEDED',
  'PCA_INVALID_ARN',
  'PCA_INVALID_STATE',
  'PCA_REQUEST_FAILED',
  'PCA_NAME_CONSTRAINTS_VALIDATION',
  'PCA_RESOURCE_NOT_FOUND',
  'PCA_INVALID_ARGS',
  'PCA_INVALID_DURATION',
  'PCA_ACCESS_DENIED',
  'SLR_NOT_FOUND',
];

/** … and those that lie with the domains of a public certificate. */
const OF_THE_DOMAIN = [
  'NO_AVAILABLE_CONTACTS',
  'ADDITIONAL_VERIFICATION_REQUIRED',
  'DOMAIN_NOT_ALLOWED',
  'INVALID_PUBLIC_DOMAIN',
  'DOMAIN_VALIDATION_DENIED',
  'CAA_ERROR',
  'OTHER',
];

describe('a renewal under way with a reason of the CA', () => {
  const statuses = ['PENDING_AUTO_RENEWAL', 'PENDING_VALIDATION', 'FAILED'] as const;

  test.each(OF_THE_AUTHORITY.flatMap((reason) => statuses.map((status) => [reason, status] as const)))(
    '%s is stuck, although its status says %s',
    (reason, status) => {
      const judgement = judged(factsAbout({ renewal: renewing({ status, reason }) }));
      expect(judgement).toMatchObject({ verdict: 'not-renewable', code: 'RenewalStuck', reason, severity: 'high' });
      expect(judgement.message).toMatch(`ACM tries to renew the certificate and fails with ${reason}. `);
      expect(judgement.message).not.toMatch(/validation records|says no more/);
    },
  );

  test('that is empty is none: ACM begins like that', () => {
    expect(judged(factsAbout({ renewal: renewing({ reason: '' }) })).verdict).toBe('renewable');
    expect(judged(publicly({ status: 'PENDING_VALIDATION', reason: '' })).reason).toBe('PENDING_VALIDATION');
    expect(judged(publicly({ status: 'FAILED', reason: '' })).reason).toBe('RenewalFailed');
    expect(judged(factsAbout({ status: 'FAILED', failureReason: '' })).reason).toBe('NotIssued');
  });

  test('that nobody knows yet is stuck as well', () => {
    expect(judged(stuckWith('PCA_SOMETHING_NEW'))).toMatchObject({ code: 'RenewalStuck', reason: 'PCA_SOMETHING_NEW' });
  });

  test('is over once it succeeded', () => {
    const done = factsAbout({ renewal: renewing({ status: 'SUCCESS', reason: 'PCA_ACCESS_DENIED' }) });
    expect(judged(done).verdict).toBe('renewable');
  });

  test.each([
    [
      'PCA_ACCESS_DENIED',
      known(factsOf({ grants: known([]) })),
      /acm.amazonaws.com has no permission/,
      `aws acm-pca create-permission ${on}`,
    ],
    [
      'PCA_INVALID_STATE',
      known(factsOf({ description: known(aDescription({ status: 'DISABLED' })) })),
      /is DISABLED/,
      `aws acm-pca update-certificate-authority ${on} --status ACTIVE`,
    ],
    [
      'PCA_INVALID_DURATION',
      endingOn('2027-01-01T00:00:00.000Z'),
      /ends on 2027-01-01T00:00:00.000Z/,
      `aws acm-pca get-certificate-authority-csr ${on}`,
    ],
  ])('%s is told with what the CA shows, and the command that mends it', (reason, authority, cause, command) => {
    const { message, remedy } = judged(stuckWith(reason, authority));
    expect(message).toMatch(cause);
    expect(remedy[0]).toMatch(command);
  });

  test.each(['PCA_ACCESS_DENIED', 'PCA_INVALID_STATE', 'PCA_INVALID_DURATION', 'PCA_RESOURCE_NOT_FOUND'])(
    '%s that the CA shows no more may just have been mended',
    (reason) => {
      const { message, remedy } = judged(stuckWith(reason));
      expect(message).toMatch(/sees no such obstacle now: .* the next hourly attempt succeeds\.$/);
      expect(remedy).toEqual([]);
    },
  );

  test.each(['PCA_LIMIT_EXCEEDED', 'PCA_NAME_CONSTRAINTS_VALIDATION', 'PCA_INVALID_ARGS', 'PCA_REQUEST_FAILED'])(
    '%s is nothing that the CA could show: never told as mended',
    (reason) => {
      expect(judged(stuckWith(reason)).message).not.toMatch(/no such obstacle/);
    },
  );

  test.each([
    [
      'a CA that could not be read',
      factsAbout({ renewal: renewing({ reason: 'PCA_ACCESS_DENIED' }) }, unread('sts:AssumeRole')),
    ],
    [
      'permissions that could not be read',
      stuckWith('PCA_ACCESS_DENIED', known(factsOf({ grants: unread('acm-pca:ListPermissions') }))),
    ],
    ['a CA that nobody named', { certificate: stuckWith('PCA_ACCESS_DENIED').certificate }],
  ])('%s never comes out as one without obstacles', (_, facts) => {
    const { code, message } = judged(facts);
    expect(code).toBe('RenewalStuck');
    expect(message).not.toMatch(/no such obstacle/);
    expect(message).toMatch(/could not read all of it: .+ in account \d{12}/);
  });

  test('SLR_NOT_FOUND is mended by the role, first of all, and by what else is wrong', () => {
    const consumers = [aConsumer(PAYMENTS, { serviceLinkedRole: known(false) })];
    const facts = (different: Parameters<typeof sharedFacts>[0]): CertificateFacts =>
      factsAbout({ account: PAYMENTS, renewal: renewing({ reason: 'SLR_NOT_FOUND' }) }, known(sharedFacts(different)));
    expect(judged(facts({ consumers })).remedy).toEqual([createRole]);
    expect(judged(facts({ consumers, policy: known(undefined) })).remedy[0]).toBe(createRole);
    expect(
      judged(facts({ consumers: [aConsumer(PAYMENTS, { serviceLinkedRole: unread('iam:GetRole') })] })).remedy,
    ).toEqual([createRole]);
    expect(judged(facts({})).remedy).toEqual([]);
    expect(judged(facts({})).message).toMatch(/no such obstacle now/);
    expect(judged(stuckWith('SLR_NOT_FOUND')).remedy).toEqual([createRole]);
    expect(judged(stuckWith('SLR_NOT_FOUND')).message).not.toMatch(/no such obstacle/);
  });
});

describe('a renewal of a public certificate', () => {
  test.each(OF_THE_DOMAIN)('that waits with %s is stuck', (reason) => {
    for (const status of ['PENDING_AUTO_RENEWAL', 'PENDING_VALIDATION'] as const) {
      const { code, severity, reason: told, message } = judged(publicly({ status, reason }));
      expect({ code, severity, told }).toEqual({ code: 'RenewalStuck', severity: 'high', told: reason });
      expect(message).toMatch(new RegExp(`^ACM can't renew the certificate: ${reason}\\. [A-Z].*\\.$`));
    }
  });

  test.each(OF_THE_DOMAIN)('that was given up with %s has failed', (reason) => {
    const { code, severity, reason: told, message, remedy } = judged(publicly({ status: 'FAILED', reason }));
    expect({ code, severity, told }).toEqual({ code: 'RenewalFailed', severity: 'critical', told: reason });
    expect(message).toMatch(/Request another certificate and put it in this one's place\.$/);
    expect(remedy).toEqual([summary]);
  });

  test.each(OF_THE_DOMAIN.filter((reason) => reason !== 'OTHER'))('%s is told with what it means', (reason) => {
    expect(judged(publicly({ reason })).message).not.toMatch(/says no more/);
  });

  test.each(['constructor', '__proto__', 'toString', 'BRAND_NEW'])(
    'a reason nobody knows, %j, is told as it is',
    (reason) => {
      expect(judged(publicly({ reason }))).toMatchObject({ code: 'RenewalStuck', reason });
      expect(judged(publicly({ reason })).message).toMatch(/ACM says no more than that/);
    },
  );

  test('that waits for validation names the records to publish', () => {
    const records = [
      { domainName: 'www.example.com', type: 'CNAME', name: '_a1.www.example.com.', value: '_b2.acm-validations.aws.' },
    ];
    const { message, remedy } = judged(publicly({ status: 'PENDING_VALIDATION', records }));
    expect(remedy).toEqual(['DNS: _a1.www.example.com. CNAME _b2.acm-validations.aws.']);
    expect(message).toBe(
      "ACM can't renew the certificate: PENDING_VALIDATION. ACM waits for a proof that the domains are yours. Make sure that its validation records are published.",
    );
  });

  test('that waits for validation by mail has no records, and says where to look', () => {
    expect(judged(publicly({ status: 'PENDING_VALIDATION' })).remedy).toEqual([summary]);
  });
});

test('a reason of the domain with a private certificate sends nobody to the DNS', () => {
  const { code, message } = judged(stuckWith('OTHER'));
  expect(code).toBe('RenewalStuck');
  expect(message).not.toMatch(/validation|DNS/);
});
