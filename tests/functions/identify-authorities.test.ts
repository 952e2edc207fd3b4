import { known } from '../../core/domain/fact.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI } from '../builders/accounts.ts';
import { unread } from '../builders/authority-facts.ts';
import { sharingPolicy } from '../builders/policy.ts';
import { refusalFrom } from '../builders/refusals.ts';
import { FakeWorld } from '../fakes/fake-world.ts';

const OTHER_ARN = AUTHORITY_ARN.replace('11111111-', '22222222-');

const record = (eventName: string, detail: object = {}, account = PKI) => ({
  version: '0',
  id: 'b1c2',
  'detail-type': 'AWS API Call via CloudTrail',
  account,
  detail: {
    eventName,
    eventSource: 'acm-pca.amazonaws.com',
    requestParameters: {
      certificateAuthorityArn: AUTHORITY_ARN,
      principal: 'acm.amazonaws.com',
      actions: ['GetCertificate'],
    },
    responseElements: null,
    ...detail,
  },
});

const ofRam = record('DisassociateResourceShare', { eventSource: 'ram.amazonaws.com', requestParameters: null });
const ofIam = record(
  'DeleteServiceLinkedRole',
  { eventSource: 'iam.amazonaws.com', requestParameters: { roleName: 'AWSServiceRoleForCertificateManager' } },
  PAYMENTS,
);

let world: FakeWorld;
beforeEach(() => (world = new FakeWorld()));

test('a person names the CA', async () => {
  expect(await world.identifyAuthorities({ certificateAuthorityArn: AUTHORITY_ARN })).toEqual({
    authorities: [{ certificateAuthorityArn: AUTHORITY_ARN, eventName: 'manual', removals: [], alone: true }],
    skipped: null,
  });
});

test('a record names the CA, and what may have been taken away', async () => {
  expect(await world.identifyAuthorities(record('DeletePermission'))).toEqual({
    authorities: [
      { certificateAuthorityArn: AUTHORITY_ARN, eventName: 'DeletePermission', removals: ['permission'], alone: true },
    ],
    skipped: null,
  });
});

test('a record as the rules trim it says the same: what the record lacks is an empty text', async () => {
  const empty = {
    certificateAuthorityArn: '',
    resourceArn: AUTHORITY_ARN,
    status: '',
    roleName: '',
    aWSServiceName: '',
  };
  const trimmed = {
    account: PKI,
    detail: { eventName: 'DeletePolicy', eventSource: 'acm-pca.amazonaws.com', requestParameters: empty },
  };
  expect(await world.identifyAuthorities(trimmed)).toEqual({
    authorities: [
      { certificateAuthorityArn: AUTHORITY_ARN, eventName: 'DeletePolicy', removals: ['policy'], alone: true },
    ],
    skipped: null,
  });
});

describe('a record of RAM means the CAs of the account that are shared, or were', () => {
  test.each([
    ['a CA with a policy', (w: FakeWorld) => (w.authorities.one.policy = known(sharingPolicy())), [AUTHORITY_ARN]],
    [
      'a CA whose policy can’t be read',
      (w: FakeWorld) => (w.authorities.one.policy = unread('acm-pca:GetPolicy')),
      [AUTHORITY_ARN],
    ],
    [
      'a CA that others are remembered to use',
      (w: FakeWorld) => w.memory.consumers.set(AUTHORITY_ARN, [PAYMENTS]),
      [AUTHORITY_ARN],
    ],
    ['not a CA that nobody else ever used', (w: FakeWorld) => w.memory.consumers.set(AUTHORITY_ARN, []), []],
    ['not a CA of another account', (w: FakeWorld) => w.authorities.add(AUTHORITY_ARN.replace(PKI, PAYMENTS)), []],
  ])('%s', async (_, given, arns) => {
    given(world);
    const { authorities, skipped } = await world.identifyAuthorities(ofRam);
    expect(authorities.map(({ certificateAuthorityArn }) => certificateAuthorityArn)).toEqual(arns);
    expect(skipped).toBe(arns.length > 0 ? null : 'the account shares no certificate authority');
  });

  test('each of them, in the order they are listed', async () => {
    world.authorities.one.policy = known(sharingPolicy());
    world.authorities.add(OTHER_ARN).policy = known(sharingPolicy());
    expect(await world.identifyAuthorities(ofRam)).toMatchObject({
      authorities: [
        {
          certificateAuthorityArn: AUTHORITY_ARN,
          eventName: 'DisassociateResourceShare',
          removals: ['policy'],
          alone: false,
        },
        {
          certificateAuthorityArn: OTHER_ARN,
          eventName: 'DisassociateResourceShare',
          removals: ['policy'],
          alone: false,
        },
      ],
    });
  });
});

test('a record of IAM means the CAs that are shared with the account', async () => {
  world.authorities.sharedTo.set(PAYMENTS, known([AUTHORITY_ARN]));
  expect(await world.identifyAuthorities(ofIam)).toEqual({
    authorities: [
      { certificateAuthorityArn: AUTHORITY_ARN, eventName: 'DeleteServiceLinkedRole', removals: ['role'], alone: true },
    ],
    skipped: null,
  });
});

test.each([
  [
    'a call that failed',
    record('DeletePermission', { errorCode: 'AccessDeniedException' }),
    'DeletePermission failed with AccessDeniedException: nothing changed',
  ],
  [
    'a call of no consequence',
    record('IssueCertificate'),
    'IssueCertificate of acm-pca.amazonaws.com changes nothing that renewals depend on',
  ],
  [
    'a name that every object has',
    record('constructor'),
    'constructor of acm-pca.amazonaws.com changes nothing that renewals depend on',
  ],
])('for %s there is nothing to do, and the reason is told', async (_, event, skipped) => {
  expect(await world.identifyAuthorities(event)).toEqual({ authorities: [], skipped });
});

test.each([
  ['RAM', ofRam, (w: FakeWorld) => (w.authorities.owned = unread('acm-pca:ListCertificateAuthorities', 'throttled'))],
  [
    'IAM',
    ofIam,
    (w: FakeWorld) => w.authorities.sharedTo.set(PAYMENTS, unread('sts:AssumeRole', 'access-denied', PAYMENTS)),
  ],
])('where the CAs can’t be listed, a record of %s is not taken for one without CAs', async (_, event, given) => {
  given(world);
  await expect(world.identifyAuthorities(event)).rejects.toMatchObject({ name: 'AccountUnreadable' });
});

test.each<[unknown, string]>([
  [null, 'input'],
  [[], 'input'],
  ['DeletePermission', 'input'],
  [42, 'input'],
  [{}, 'certificateAuthorityArn'],
  [{ certificateAuthorityArn: null }, 'certificateAuthorityArn'],
  [{ certificateAuthorityArn: 42 }, 'certificateAuthorityArn'],
  [{ certificateAuthorityArn: [AUTHORITY_ARN] }, 'certificateAuthorityArn'],
  [{ certificateAuthorityArn: 'x'.repeat(200_000) }, 'certificateAuthorityArn'],
  [{ certificateauthorityarn: AUTHORITY_ARN }, 'certificateAuthorityArn'],
  [{ account: PKI, detail: null }, 'detail'],
  [{ account: PKI, detail: [] }, 'detail'],
  [{ account: PKI, detail: 'DeletePermission' }, 'detail'],
  [{ detail: record('DeletePermission').detail }, 'account'],
  [{ ...record('DeletePermission'), account: 1 }, 'account'],
  [record('DeletePermission', { eventName: undefined }), 'detail.eventName'],
  [record('DeletePermission', { eventName: 1 }), 'detail.eventName'],
  [record('DeletePermission', { eventSource: null }), 'detail.eventSource'],
  [record('DeletePermission', { errorCode: 403 }), 'detail.errorCode'],
  [record('DeletePermission', { requestParameters: 'none' }), 'detail.requestParameters'],
  [record('DeletePermission', { requestParameters: [] }), 'detail.requestParameters'],
  [record('DeletePermission', { requestParameters: null }), 'detail.requestParameters.certificateAuthorityArn'],
  [
    record('DeletePermission', { requestParameters: { certificateAuthorityArn: 7 } }),
    'detail.requestParameters.certificateAuthorityArn',
  ],
  [
    record('DeletePermission', { requestParameters: { certificateAuthorityArn: 'x'.repeat(200_000) } }),
    'detail.requestParameters.certificateAuthorityArn',
  ],
  [record('PutPolicy', { requestParameters: { resourceArn: {} } }), 'detail.requestParameters.resourceArn'],
  [{ ...ofRam, account: 'pki' }, 'account'],
])('input %# is refused, and the field is named', async (input, field) => {
  const refusal = await refusalFrom(world.identifyAuthorities(input));
  expect(refusal.field).toBe(field);
  expect(refusal.message.length).toBeLessThan(400);
});
