import fc from 'fast-check';
import { InvalidInput } from '../../../core/domain/invalid-input.ts';
import {
  GUARDED_RECORDS,
  manualTrigger,
  recordTrigger,
  type RecordFields,
} from '../../../core/domain/authorities/trigger.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI } from '../../builders/accounts.ts';
import { anAuthority } from '../../builders/authority-facts.ts';
import { refusalOf } from '../../builders/refusals.ts';

const aRecord = (different: Partial<RecordFields> = {}): RecordFields => ({
  account: PKI,
  eventName: 'DeletePermission',
  eventSource: 'acm-pca.amazonaws.com',
  errorCode: '',
  parameters: { certificateAuthorityArn: AUTHORITY_ARN },
  ...different,
});

const ofPca = (eventName: string, parameters = {}) => recordTrigger(aRecord({ eventName, parameters }));
const ofRam = (eventName: string) =>
  recordTrigger(aRecord({ eventName, eventSource: 'ram.amazonaws.com', parameters: {} }));
const ofIam = (eventName: string, parameters = {}) =>
  recordTrigger(aRecord({ eventName, eventSource: 'iam.amazonaws.com', account: PAYMENTS, parameters }));

describe('a person’s request', () => {
  test('is about the CA it names', () => {
    expect(manualTrigger(AUTHORITY_ARN)).toEqual({ scope: 'authority', authority: anAuthority(), eventName: 'manual' });
  });

  test('that names none is refused with the field', () => {
    expect(refusalOf(() => manualTrigger(undefined)).field).toBe('certificateAuthorityArn');
  });
});

describe('a record of AWS Private CA', () => {
  test.each([
    ['CreatePermission', undefined],
    ['DeletePermission', 'permission'],
    ['UpdateCertificateAuthority', undefined],
    ['DeleteCertificateAuthority', 'state'],
    ['RestoreCertificateAuthority', undefined],
    ['ImportCertificateAuthorityCertificate', undefined],
  ])('%s is about its certificateAuthorityArn', (eventName, removal) => {
    expect(ofPca(eventName, { certificateAuthorityArn: AUTHORITY_ARN, resourceArn: '' })).toEqual({
      scope: 'authority',
      authority: anAuthority(),
      eventName,
      ...(removal && { removal }),
    });
  });

  test.each([
    ['PutPolicy', undefined],
    ['DeletePolicy', 'policy'],
  ])('%s is about its resourceArn', (eventName, removal) => {
    expect(ofPca(eventName, { certificateAuthorityArn: '', resourceArn: AUTHORITY_ARN })).toEqual({
      scope: 'authority',
      authority: anAuthority(),
      eventName,
      ...(removal && { removal }),
    });
  });

  test.each([
    ['DISABLED', 'state'],
    ['ACTIVE', undefined],
    ['', undefined],
  ])('UpdateCertificateAuthority to status %j takes away: %s', (status, removal) => {
    expect(ofPca('UpdateCertificateAuthority', { certificateAuthorityArn: AUTHORITY_ARN, status })).toMatchObject({
      scope: 'authority',
      ...(removal && { removal }),
    });
    expect('removal' in ofPca('UpdateCertificateAuthority', { certificateAuthorityArn: AUTHORITY_ARN, status })).toBe(
      removal !== undefined,
    );
  });

  test.each([
    ['without any ARN', {}, 'certificateAuthorityArn'],
    ['with empty ARNs', { certificateAuthorityArn: '', resourceArn: '' }, 'certificateAuthorityArn'],
    [
      'with a malformed certificateAuthorityArn',
      { certificateAuthorityArn: 'arn:aws:acm-pca' },
      'certificateAuthorityArn',
    ],
    [
      'with the ARN of a certificate',
      { certificateAuthorityArn: `${AUTHORITY_ARN}/certificate/00` },
      'certificateAuthorityArn',
    ],
    ['with a malformed resourceArn', { resourceArn: 'arn:aws:acm-pca' }, 'resourceArn'],
    ['with a resourceArn of another service', { resourceArn: 'arn:aws:s3:::bucket' }, 'resourceArn'],
  ])('%s is refused with the field', (_, parameters, field) => {
    expect(refusalOf(() => ofPca('DeletePolicy', parameters)).field).toBe(`detail.requestParameters.${field}`);
  });
});

describe('a record of RAM names no CA: every shared CA of the account is concerned', () => {
  test.each([
    ['CreateResourceShare', undefined],
    ['AssociateResourceShare', undefined],
    ['AssociateResourceSharePermission', undefined],
    ['ReplacePermissionAssociations', undefined],
    ['DisassociateResourceShare', 'policy'],
    ['DisassociateResourceSharePermission', 'policy'],
    ['DeleteResourceShare', 'policy'],
  ])('%s', (eventName, removal) => {
    expect(ofRam(eventName)).toEqual({ scope: 'shared-by', account: PKI, eventName, ...(removal && { removal }) });
  });

  test('without an account it is refused with the field', () => {
    const record = aRecord({
      eventName: 'DeleteResourceShare',
      eventSource: 'ram.amazonaws.com',
      account: '',
      parameters: {},
    });
    expect(refusalOf(() => recordTrigger(record)).field).toBe('account');
  });
});

describe('a record of IAM about ACM’s role: every CA that is shared with the account is concerned', () => {
  test.each([
    ['CreateServiceLinkedRole', { aWSServiceName: 'acm.amazonaws.com' }, undefined],
    ['CreateServiceLinkedRole', { roleName: '', aWSServiceName: 'acm.amazonaws.com' }, undefined],
    ['DeleteServiceLinkedRole', { roleName: 'AWSServiceRoleForCertificateManager' }, 'role'],
  ])('%s of %j', (eventName, parameters, removal) => {
    expect(ofIam(eventName, parameters)).toEqual({
      scope: 'shared-with',
      account: PAYMENTS,
      eventName,
      ...(removal && { removal }),
    });
  });

  test.each([
    ['CreateServiceLinkedRole', { aWSServiceName: 'ecs.amazonaws.com' }],
    ['DeleteServiceLinkedRole', { roleName: 'AWSServiceRoleForECS' }],
    ['DeleteServiceLinkedRole', {}],
  ])('%s of %j is another service’s affair', (eventName, parameters) => {
    expect(ofIam(eventName, parameters)).toEqual({
      scope: 'none',
      eventName,
      reason: `${eventName} is about another service's role`,
    });
  });
});

describe('nothing is to be done for', () => {
  const everyRecord = Object.entries(GUARDED_RECORDS).flatMap(([eventSource, names]) =>
    Object.keys(names).map((eventName) => [eventSource, eventName] as const),
  );

  test.each(everyRecord)('a call of %s that failed: %s', (eventSource, eventName) => {
    const failed = aRecord({ eventSource, eventName, errorCode: 'AccessDeniedException', parameters: {} });
    expect(recordTrigger(failed)).toEqual({
      scope: 'none',
      eventName,
      reason: `${eventName} failed with AccessDeniedException: nothing changed`,
    });
  });

  test.each([
    ['acm-pca.amazonaws.com', 'IssueCertificate'],
    ['acm-pca.amazonaws.com', 'ListPermissions'],
    ['acm-pca.amazonaws.com', 'deletepermission'],
    ['acm-pca.amazonaws.com', ''],
    ['acm-pca.amazonaws.com', '__proto__'],
    ['acm-pca.amazonaws.com', 'constructor'],
    ['acm-pca.amazonaws.com', 'hasOwnProperty'],
    ['__proto__', 'toString'],
    ['constructor', 'name'],
    ['constructor', 'DeletePermission'],
    ['acm.amazonaws.com', 'DeleteCertificate'],
    ['ram.amazonaws.com', 'DeletePermission'],
    ['iam.amazonaws.com', 'DeleteRole'],
    ['acm-pca', 'DeletePermission'],
  ])('%s %s', (eventSource, eventName) => {
    expect(recordTrigger(aRecord({ eventSource, eventName }))).toEqual({
      scope: 'none',
      eventName,
      reason: `${eventName} of ${eventSource} changes nothing that renewals depend on`,
    });
  });
});

test('whatever a record says, it is read, left alone, or refused by name', () => {
  const anything = fc.oneof(fc.string(), fc.constantFrom(AUTHORITY_ARN, PKI, '', '__proto__', 'acm-pca.amazonaws.com'));
  const record = fc.record({
    account: anything,
    eventSource: fc.constantFrom(...Object.keys(GUARDED_RECORDS), '__proto__', 'constructor'),
    eventName: fc.oneof(
      anything,
      fc.constantFrom(...Object.values(GUARDED_RECORDS).flatMap((names) => Object.keys(names))),
    ),
    errorCode: fc.constantFrom('', 'AccessDenied'),
    parameters: fc.record(
      {
        certificateAuthorityArn: anything,
        resourceArn: anything,
        status: anything,
        roleName: anything,
        aWSServiceName: anything,
      },
      { requiredKeys: [] },
    ),
  });
  fc.assert(
    fc.property(record, (fields) => {
      try {
        const trigger = recordTrigger(fields);
        if (trigger.scope === 'authority') expect(trigger.authority).toEqual(anAuthority());
        else if (trigger.scope !== 'none') expect(trigger.account).toBe(PKI);
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidInput);
      }
    }),
  );
});
