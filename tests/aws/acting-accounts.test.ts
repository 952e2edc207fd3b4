import { DescribeCertificateCommand } from '@aws-sdk/client-acm';
import { ActingAccounts } from '../../core/aws/acting-accounts.ts';
import { tokenClient } from '../../core/aws/clients.ts';
import { MemberSessions } from '../../core/aws/member-sessions.ts';
import type { MemberAccount } from '../../core/sweep/ports.ts';
import { PAYMENTS, PKI, STRANGER, WEB } from '../builders/accounts.ts';
import { failure, output, reset, StubAws, type Answer } from '../fakes/stub-aws.ts';
import { letAssume, NOON, REGION } from './reading.ts';

const stub = new StubAws();
beforeAll(() => stub.start());
afterAll(() => stub.stop());
beforeEach(() => stub.on('DescribeCertificate', output({ Certificate: { DomainName: 'www.example.com' } })));
afterEach(() => stub.clear());

const certificateOf = (account: string, region = REGION): string => `arn:aws:acm:${region}:${account}:certificate/1`;

function accounts(found: readonly MemberAccount[] = [], onLook = (): void => undefined): ActingAccounts {
  const access = {
    ...{ partition: 'aws', roleName: 'RenewGuardAct', externalId: 'x-1', memberAccounts: [PAYMENTS] },
    actions: ['acm:DescribeCertificate', 'acm:ImportCertificate'],
  };
  const directory = {
    members: () => {
      onLook();
      return Promise.resolve(found);
    },
  };
  return new ActingAccounts(PKI, new MemberSessions(access, tokenClient(REGION), () => NOON, directory));
}

async function actOn(acting: ActingAccounts, CertificateArn: string): Promise<void> {
  const { acm } = await acting.clientsFor(CertificateArn);
  await acm.send(new DescribeCertificateCommand({ CertificateArn }));
}

test('the own account is acted in with the function’s own role', async () => {
  await actOn(accounts(), certificateOf(PKI));
  expect(stub.calls).toMatchObject([{ operation: 'DescribeCertificate', accessKeyId: 'HUB' }]);
});

test('a member is acted in with its act role, in a session that may do what the function does and nothing else', async () => {
  letAssume(stub);
  await actOn(accounts(), certificateOf(PAYMENTS, 'us-east-1'));
  const [assumed] = stub.callsOf('AssumeRole');
  expect(assumed?.input).toMatchObject({ RoleArn: `arn:aws:iam::${PAYMENTS}:role/RenewGuardAct`, ExternalId: 'x-1' });
  expect(JSON.parse(assumed?.input.Policy as string)).toEqual({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['acm:DescribeCertificate', 'acm:ImportCertificate'], Resource: '*' }],
  });
  expect(stub.callsOf('DescribeCertificate')).toMatchObject([{ accessKeyId: 'MEMBER', region: 'us-east-1' }]);
});

test('a session serves every region, and who acts at the same time', async () => {
  letAssume(stub);
  const acting = accounts();
  await Promise.all(['us-east-1', REGION, REGION].map((region) => actOn(acting, certificateOf(PAYMENTS, region))));
  expect(stub.callsOf('AssumeRole')).toHaveLength(1);
});

test('the directory of the organisation is read where a session is opened, not for each call', async () => {
  letAssume(stub);
  let looks = 0;
  const acting = accounts([{ id: WEB, status: 'ACTIVE', tags: {} }], () => void (looks += 1));
  await Promise.all([1, 2, 3].map(() => actOn(acting, certificateOf(WEB))));
  await actOn(acting, certificateOf(WEB));
  expect(looks).toBe(1);
  expect(stub.callsOf('DescribeCertificate')).toHaveLength(4);
});

test('an account that a sweep found is a member, unless it is suspended', async () => {
  letAssume(stub);
  const found: MemberAccount[] = [
    { id: WEB, status: 'ACTIVE', tags: {} },
    { id: STRANGER, status: 'SUSPENDED', tags: {} },
  ];
  await actOn(accounts(found), certificateOf(WEB));
  expect(stub.callsOf('DescribeCertificate')).toHaveLength(1);
  await expect(accounts(found).clientsFor(certificateOf(STRANGER))).rejects.toMatchObject({
    name: 'AccountNotActedOn',
  });
});

describe('where RenewGuard is not let act, it says what to do', () => {
  test('no act role is named: the parameter that names one', async () => {
    const refused = new ActingAccounts(PKI, undefined).clientsFor(certificateOf(PAYMENTS));
    await expect(refused).rejects.toMatchObject({
      name: 'AccountNotActedOn',
      message: expect.stringMatching(/MemberActRoleName is empty.*LetAct=true/s) as string,
    });
  });

  test.each<[string, Answer, string]>([
    ['a role that can’t be assumed', failure('AccessDenied', 403), 'AccountNotActedOn'],
    ['a throttle', failure('Throttling'), 'AwsUnavailable'],
    ['no answer', reset, 'AwsUnavailable'],
  ])('%s', async (_, answer, name) => {
    stub.on('AssumeRole', answer);
    const refused = accounts().clientsFor(certificateOf(PAYMENTS));
    await expect(refused).rejects.toMatchObject({
      name,
      message: expect.stringContaining(certificateOf(PAYMENTS)) as string,
    });
  });

  test('an account that is no member: nobody asks for its role', async () => {
    await expect(accounts().clientsFor(certificateOf(STRANGER))).rejects.toMatchObject({
      name: 'AccountNotActedOn',
      message: expect.stringContaining('MemberAccounts') as string,
    });
    expect(stub.calls).toEqual([]);
  });
});
