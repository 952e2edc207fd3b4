import { known } from '../../../../core/domain/fact.ts';
import type { Grant } from '../../../../core/domain/authorities/authority.ts';
import { acmPermission } from '../../../../core/domain/authorities/needs/acm-permission.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI } from '../../../builders/accounts.ts';
import { aDescription, aGrant, anAuthority, factsOf, unread } from '../../../builders/authority-facts.ts';

const checked = (...grants: readonly Grant[]) =>
  acmPermission.check({ facts: factsOf({ grants: known(grants) }), account: PKI });

describe('ACM’s permission in the account of the CA', () => {
  test.each<[string, readonly Grant[], readonly string[]]>([
    ['all three actions', [aGrant()], []],
    ['no grant at all', [], ['IssueCertificate', 'GetCertificate', 'ListPermissions']],
    ['without IssueCertificate', [aGrant({ actions: ['GetCertificate', 'ListPermissions'] })], ['IssueCertificate']],
    ['without GetCertificate', [aGrant({ actions: ['IssueCertificate', 'ListPermissions'] })], ['GetCertificate']],
    ['without ListPermissions', [aGrant({ actions: ['IssueCertificate', 'GetCertificate'] })], ['ListPermissions']],
    ['only one action', [aGrant({ actions: ['GetCertificate'] })], ['IssueCertificate', 'ListPermissions']],
    ['a grant without actions', [aGrant({ actions: [] })], ['IssueCertificate', 'GetCertificate', 'ListPermissions']],
    ['actions beyond the three', [aGrant({ actions: [...aGrant().actions, 'RevokeCertificate'] })], []],
    ['the CA’s own account as source account', [aGrant({ sourceAccount: PKI })], []],
    [
      'another source account',
      [aGrant({ sourceAccount: PAYMENTS })],
      ['IssueCertificate', 'GetCertificate', 'ListPermissions'],
    ],
    [
      'another principal',
      [aGrant({ principal: 'acm-pca.amazonaws.com' })],
      ['IssueCertificate', 'GetCertificate', 'ListPermissions'],
    ],
    [
      'two grants that add up',
      [
        aGrant({ actions: ['IssueCertificate'] }),
        aGrant({ actions: ['GetCertificate', 'ListPermissions'], sourceAccount: PKI }),
      ],
      [],
    ],
    [
      'two grants that would add up, were one not another account’s',
      [
        aGrant({ actions: ['IssueCertificate', 'GetCertificate'] }),
        aGrant({ actions: ['ListPermissions'], sourceAccount: PAYMENTS }),
      ],
      ['ListPermissions'],
    ],
  ])('%s', (_, grants, missing) => {
    const result = checked(...grants);
    expect(result).toMatchObject(
      missing.length === 0 ? { result: 'met' } : { result: 'unmet', code: 'PermissionMissing', missing },
    );
  });

  test('grants that could not be read are unknown, neither missing nor fine', () => {
    const grants = unread('acm-pca:ListPermissions', 'throttled');
    expect(acmPermission.check({ facts: factsOf({ grants }), account: PKI })).toEqual({
      result: 'unknown',
      why: { kind: 'throttled', operation: 'acm-pca:ListPermissions', account: PKI, message: 'not today' },
    });
  });

  test.each([
    ['is moot where that is so', known(aDescription({ status: 'DISABLED' })), 'moot'],
    ['is unknown where the CA is active', known(aDescription()), 'unknown'],
    ['is unknown where its state is', unread('acm-pca:DescribeCertificateAuthority'), 'unknown'],
  ])('what the CA’s state is said to rule out %s', (_, description, result) => {
    const grants = unread('acm-pca:ListPermissions', 'wrong-state');
    expect(acmPermission.check({ facts: factsOf({ description, grants }), account: PKI })).toMatchObject({ result });
  });

  test('grants that could not be read for another reason are unknown, whatever the CA’s state', () => {
    const facts = factsOf({
      description: known(aDescription({ status: 'DISABLED' })),
      grants: unread('acm-pca:ListPermissions', 'throttled'),
    });
    expect(acmPermission.check({ facts, account: PKI })).toMatchObject({ result: 'unknown' });
  });

  test.each([
    ['a CA that was deleted', known(aDescription({ status: 'DELETED' }))],
    ['a CA that is gone', known(undefined)],
  ])('is moot for %s', (_, description) => {
    expect(acmPermission.check({ facts: factsOf({ description, grants: known([]) }), account: PKI })).toEqual({
      result: 'moot',
    });
  });

  test('is asked of the owner only', () => {
    const facts = factsOf();
    expect(acmPermission.appliesTo({ facts, account: PKI })).toBe(true);
    const consumer = {
      account: PAYMENTS,
      remembered: true,
      serviceLinkedRole: known(true),
      organizationId: known('o-1'),
    };
    expect(acmPermission.appliesTo({ facts, account: PAYMENTS, consumer })).toBe(false);
  });
});

describe('the message says what stands and what is missing', () => {
  test.each([
    ['no grant', [], 'acm.amazonaws.com has no permission on the certificate authority.'],
    [
      'a partial grant',
      [aGrant({ actions: ['IssueCertificate'] })],
      'The permission of acm.amazonaws.com is partial: GetCertificate, ListPermissions missing.',
    ],
    [
      'a grant for another account only',
      [aGrant({ sourceAccount: PAYMENTS })],
      `acm.amazonaws.com has no permission on the certificate authority (what is granted has another source account: ${PAYMENTS}).`,
    ],
  ])('%s', (_, grants, message) => {
    expect(checked(...grants)).toMatchObject({ message });
  });
});

describe('the remedy', () => {
  const on = `--certificate-authority-arn ${AUTHORITY_ARN} --region eu-west-1`;
  const create = `aws acm-pca create-permission ${on} --principal acm.amazonaws.com --actions IssueCertificate GetCertificate ListPermissions`;
  const list = `aws acm-pca list-permissions ${on}`;
  const remove = `aws acm-pca delete-permission ${on} --principal acm.amazonaws.com`;

  test.each<[string, readonly Grant[], readonly string[]]>([
    ['creates and lists where nothing stands', [], [create, list]],
    [
      'deletes a partial grant first, for it can’t be widened',
      [aGrant({ actions: ['GetCertificate'] })],
      [remove, create, list],
    ],
    [
      'keeps the source account of the grant it replaces',
      [aGrant({ actions: [], sourceAccount: PKI })],
      [`${remove} --source-account ${PKI}`, `${create} --source-account ${PKI}`, list],
    ],
    [
      'deletes every grant that stands in the way',
      [aGrant({ actions: ['GetCertificate'] }), aGrant({ actions: [], sourceAccount: PKI })],
      [remove, `${remove} --source-account ${PKI}`, `${create} --source-account ${PKI}`, list],
    ],
    ['leaves another account’s grant alone', [aGrant({ sourceAccount: PAYMENTS })], [create, list]],
    ['leaves another principal’s grant alone', [aGrant({ principal: 'other.amazonaws.com' })], [create, list]],
  ])('%s', (_, grants, remedy) => {
    expect(checked(...grants)).toMatchObject({ remedy });
  });

  test.each([
    ['aws-cn', 'cn-north-1'],
    ['aws-us-gov', 'us-gov-west-1'],
  ])('names the CA and the region in partition %s', (partition, region) => {
    const arn = `arn:${partition}:acm-pca:${region}:${PKI}:certificate-authority/11111111-2222-3333-4444-555555555555`;
    const facts = factsOf({ authority: anAuthority(arn), grants: known([]) });
    expect(acmPermission.check({ facts, account: PKI })).toMatchObject({
      remedy: [
        `aws acm-pca create-permission --certificate-authority-arn ${arn} --region ${region} --principal acm.amazonaws.com --actions IssueCertificate GetCertificate ListPermissions`,
        `aws acm-pca list-permissions --certificate-authority-arn ${arn} --region ${region}`,
      ],
    });
  });
});
