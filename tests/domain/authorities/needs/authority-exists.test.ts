import { known } from '../../../../core/domain/fact.ts';
import { authorityExists } from '../../../../core/domain/authorities/needs/authority-exists.ts';
import { AUTHORITY_ARN, PKI } from '../../../builders/accounts.ts';
import { aDescription, factsOf, unread } from '../../../builders/authority-facts.ts';

const on = `--certificate-authority-arn ${AUTHORITY_ARN} --region eu-west-1`;
const activate = `aws acm-pca update-certificate-authority ${on} --status ACTIVE`;
const restore = `aws acm-pca restore-certificate-authority ${on}`;

test.each(['ACTIVE', 'DISABLED', 'EXPIRED'] as const)('a CA that is %s exists', (status) => {
  const description = known(aDescription({ status }));
  expect(authorityExists.check({ facts: factsOf({ description }), account: PKI })).toEqual({ result: 'met' });
});

test.each([
  [
    'with a date until which it can be restored',
    '2026-12-01T00:00:00.000Z',
    ' and can be restored until 2026-12-01T00:00:00.000Z',
  ],
  ['without one', undefined, ''],
])('a deleted CA %s', (_, restorableUntil, told) => {
  const description = aDescription({ status: 'DELETED', ...(restorableUntil && { restorableUntil }) });
  expect(authorityExists.check({ facts: factsOf({ description: known(description) }), account: PKI })).toEqual({
    result: 'unmet',
    code: 'AuthorityDeleted',
    missing: ['the authority'],
    message: `The certificate authority is deleted${told}.`,
    remedy: [restore, activate],
  });
});

test('a CA that is gone for good has no remedy', () => {
  expect(authorityExists.check({ facts: factsOf({ description: known(undefined) }), account: PKI })).toEqual({
    result: 'unmet',
    code: 'AuthorityDeleted',
    missing: ['the authority'],
    message: 'The certificate authority does not exist any more; nothing can be renewed from it.',
    remedy: [],
  });
});

test('whether a CA that could not be described exists is unknown', () => {
  const description = unread('acm-pca:DescribeCertificateAuthority');
  expect(authorityExists.check({ facts: factsOf({ description }), account: PKI })).toMatchObject({ result: 'unknown' });
});
