import { GetPolicyCommand, ListPermissionsCommand } from '@aws-sdk/client-acm-pca';
import { AuthorityRepairer } from '../../core/aws/authority-actor.ts';
import { ACM_PRINCIPAL, REQUIRED_ACTIONS } from '../../core/domain/authorities/acm-requirements.ts';
import { parseAuthorityArn } from '../../core/domain/arn.ts';
import { mergedPolicy } from '../../core/domain/repair/merged-policy.ts';
import { AUTHORITY_ARN, PAYMENTS, STRANGER, WEB } from '../builders/accounts.ts';
import { activeRoot } from '../emulator/kit/authorities.ts';
import { type Bench, freshAccount, startBench } from '../emulator/kit/emulator.ts';
import { failure, output, reset, StubAws } from '../fakes/stub-aws.ts';
import { accountOf, stubbedAccount } from './acting.ts';

const whole = { principal: ACM_PRINCIPAL, actions: REQUIRED_ACTIONS };
const partial = { principal: ACM_PRINCIPAL, actions: ['GetCertificate'] };

describe('on the emulator', () => {
  let bench: Bench;
  beforeAll(async () => void (bench = await startBench()));
  afterAll(() => bench.stop());

  async function acting() {
    const account = freshAccount();
    const pca = bench.pca(account);
    const arn = await activeRoot(pca);
    return { arn, account, pca, actor: new AuthorityRepairer(accountOf(bench, account)) };
  }

  test('a permission is created, exists, is replaced, and is gone however often it is deleted', async () => {
    const { arn, account, pca, actor } = await acting();
    const held = async () => {
      const { Permissions = [] } = await pca.send(new ListPermissionsCommand({ CertificateAuthorityArn: arn }));
      return Permissions.map(({ Actions = [], SourceAccount }) => [Actions.toSorted().join(), SourceAccount]);
    };
    expect(await actor.createGrant(arn, partial)).toBe('created');
    expect(await actor.createGrant(arn, whole)).toBe('exists');
    expect(await held()).toEqual([['GetCertificate', undefined]]);
    await actor.deleteGrant(arn, partial);
    await actor.deleteGrant(arn, partial);
    expect(await actor.createGrant(arn, { ...whole, sourceAccount: account })).toBe('created');
    expect(await held()).toEqual([['GetCertificate,IssueCertificate,ListPermissions', account]]);
    await actor.deleteGrant(arn, { ...whole, sourceAccount: account });
    expect(await held()).toEqual([]);
  });

  test('a merged policy is one that the service takes, for a first account and for a second', async () => {
    const { arn, pca, actor } = await acting();
    let standing: string | undefined;
    for (const account of [PAYMENTS, WEB]) {
      const merged = mergedPolicy(parseAuthorityArn(arn), account, standing);
      if ('refused' in merged) throw new Error(merged.refused);
      await actor.putPolicy(arn, merged.policy);
      standing = (await pca.send(new GetPolicyCommand({ ResourceArn: arn }))).Policy;
    }
    expect(standing).toContain(PAYMENTS);
    expect(standing).toContain(WEB);
  });

  test('a policy that the service refuses is told with its reason', async () => {
    const { arn, actor } = await acting();
    await expect(actor.putPolicy(arn, '{"Version": "2012-10-17", "Statement": []}')).rejects.toMatchObject({
      name: 'RepairRefused',
      message: expect.stringMatching(/InvalidPolicyException/) as string,
    });
  });

  test('a CA that is not there is refused as it is', async () => {
    const account = freshAccount();
    const actor = new AuthorityRepairer(accountOf(bench, account));
    const gone = AUTHORITY_ARN.replace(/\d{12}/, account);
    await expect(actor.createGrant(gone, whole)).rejects.toMatchObject({ name: 'AwsRefused' });
  });
});

describe('on a stub', () => {
  const stub = new StubAws();
  beforeAll(() => stub.start());
  afterAll(() => stub.stop());
  afterEach(() => stub.clear());

  test.each([
    ['InvalidStateException', 'RepairRefused'],
    ['LimitExceededException', 'RepairRefused'],
    ['ThrottlingException', 'AwsUnavailable'],
    ['RequestFailedException', 'AwsUnavailable'],
    ['AccessDeniedException', 'AwsRefused'],
  ])('%s is %s', async (error, name) => {
    stub.on('CreatePermission', failure(error));
    const actor = new AuthorityRepairer(stubbedAccount());
    await expect(actor.createGrant(AUTHORITY_ARN, whole)).rejects.toMatchObject({ name });
  });

  test('a refusal after an answer that was lost is no refusal: that try may have been carried out', async () => {
    stub.on('CreatePermission', reset, failure('InvalidStateException'));
    const actor = new AuthorityRepairer(stubbedAccount());
    await expect(actor.createGrant(AUTHORITY_ARN, whole)).rejects.toMatchObject({ name: 'AwsUnavailable' });
    stub.clear();
    stub.on('CreatePermission', reset, failure('PermissionAlreadyExistsException'));
    expect(await actor.createGrant(AUTHORITY_ARN, whole)).toBe('exists');
    stub.on('PutPolicy', output({}));
    await actor.putPolicy(AUTHORITY_ARN, '{}');
  });

  test('an account that nobody acts in is refused by its name', async () => {
    const foreign = AUTHORITY_ARN.replace(/\d{12}/, STRANGER);
    const actor = new AuthorityRepairer(stubbedAccount());
    await expect(actor.deleteGrant(foreign, whole)).rejects.toMatchObject({ name: 'AccountNotActedOn' });
  });
});
