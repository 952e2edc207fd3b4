import type { AuthorityDescription, AuthorityStatus } from '../../../../core/domain/authorities/authority.ts';
import { known } from '../../../../core/domain/fact.ts';
import { authorityState } from '../../../../core/domain/authorities/needs/authority-state.ts';
import { AUTHORITY_ARN, PKI } from '../../../builders/accounts.ts';
import { aDescription, factsOf, unread } from '../../../builders/authority-facts.ts';

const on = `--certificate-authority-arn ${AUTHORITY_ARN} --region eu-west-1`;
const activate = `aws acm-pca update-certificate-authority ${on} --status ACTIVE`;
const install = [
  `aws acm-pca get-certificate-authority-csr ${on} --output text > authority.csr`,
  `aws acm-pca import-certificate-authority-certificate ${on} --certificate fileb://authority.pem`,
];

const checked = (different: Partial<AuthorityDescription>) =>
  authorityState.check({ facts: factsOf({ description: known(aDescription(different)) }), account: PKI });

test('an ACTIVE CA is fine', () => {
  expect(checked({ status: 'ACTIVE' })).toEqual({ result: 'met' });
});

test.each<[AuthorityStatus, readonly string[]]>([
  ['DISABLED', [activate]],
  ['EXPIRED', install],
  ['PENDING_CERTIFICATE', install],
  ['CREATING', []],
  ['FAILED', []],
])('a CA that is %s is not active, and the remedy is what leads out of that state', (status, remedy) => {
  expect(checked({ status })).toEqual({
    result: 'unmet',
    code: 'AuthorityNotActive',
    missing: [`status ACTIVE (is ${status})`],
    message: `The certificate authority is ${status}; ACM renews from ACTIVE ones only.`,
    remedy,
  });
});

test.each([
  ['deleted', known(aDescription({ status: 'DELETED' }))],
  ['gone for good', known(undefined)],
])('of a CA that is %s nobody asks for its state', (_, description) => {
  expect(authorityState.check({ facts: factsOf({ description }), account: PKI })).toEqual({ result: 'moot' });
});

test('a CA that could not be described is unknown', () => {
  const description = unread('acm-pca:DescribeCertificateAuthority');
  expect(authorityState.check({ facts: factsOf({ description }), account: PKI })).toMatchObject({ result: 'unknown' });
});
