import {
  AddTagsToCertificateCommand,
  ImportCertificateCommand,
  RemoveTagsFromCertificateCommand,
  RequestCertificateCommand,
} from '@aws-sdk/client-acm';
import { TagCertificateAuthorityCommand, UntagCertificateAuthorityCommand } from '@aws-sdk/client-acm-pca';
import {
  GetResourcesCommand,
  type GetResourcesCommandInput,
  paginateGetResources,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { pendingAuthority } from './kit/authorities.ts';
import { importable, imported } from './kit/certificates.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { startJudgedBench } from './kit/judged.ts';
import { wire } from './kit/wire.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

/** One whose clock or quotas a test changes. */
let own: Bench | undefined;
afterEach(async () => {
  await own?.stop();
  own = undefined;
});

const TEAM = [{ Key: 'team', Value: 'web' }];

const clients: ResourceGroupsTaggingAPIClient[] = [];
afterAll(() => clients.forEach((client) => client.destroy()));

/** @param key an account, or the access key of a role's session */
function clientOf({ url: endpoint }: Bench, key: string, region = 'eu-west-1'): ResourceGroupsTaggingAPIClient {
  const credentials = { accessKeyId: key, secretAccessKey: 'x' };
  const client = new ResourceGroupsTaggingAPIClient({ endpoint, region, credentials, maxAttempts: 1 });
  clients.push(client);
  return client;
}

/** An account with a tagged certificate, a tagged CA, and one of each without tags. */
async function tagged(on = bench) {
  const account = freshAccount();
  const [acm, pca] = [on.acm(account), on.pca(account)];
  const client = clientOf(on, account);
  const request = async (Tags?: typeof TEAM): Promise<string> => {
    const wish = { DomainName: 'www.example.com', ValidationMethod: 'DNS' } as const;
    return (await acm.send(new RequestCertificateCommand({ ...wish, ...(Tags && { Tags }) }))).CertificateArn ?? '';
  };
  const certificate = await request([...TEAM, { Key: 'stage', Value: 'live' }]);
  const plain = await request();
  const [authority, bare] = [await pendingAuthority(pca), await pendingAuthority(pca)];
  await pca.send(new TagCertificateAuthorityCommand({ CertificateAuthorityArn: authority, Tags: [{ Key: 'team' }] }));
  const ask = (input: GetResourcesCommandInput = {}) => client.send(new GetResourcesCommand(input));
  const arns = async (input: GetResourcesCommandInput = {}) =>
    ((await ask(input)).ResourceTagMappingList ?? []).map(({ ResourceARN }) => ResourceARN);
  return { account, acm, pca, client, certificate, plain, authority, bare, request, ask, arns };
}

describe('GetResources', () => {
  test('tells what is tagged, of both services, and leaves out what never was', async () => {
    const { ask, certificate, authority } = await tagged();
    const { ResourceTagMappingList, PaginationToken } = await ask();
    expect(ResourceTagMappingList).toEqual([
      { ResourceARN: certificate, Tags: [...TEAM, { Key: 'stage', Value: 'live' }] },
      { ResourceARN: authority, Tags: [{ Key: 'team', Value: '' }] },
    ]);
    expect(PaginationToken).toBe('');
  });

  test.each([
    [['acm:certificate'], ['certificate']],
    [['acm'], ['certificate']],
    [['acm-pca:certificate-authority'], ['authority']],
    [
      ['acm-pca', 'acm'],
      ['certificate', 'authority'],
    ],
  ] as const)('of the types %j', async (types, expected) => {
    const account = await tagged();
    expect(await account.arns({ ResourceTypeFilters: [...types] })).toEqual(expected.map((each) => account[each]));
  });

  test.each([
    ['a key, whatever its value', [{ Key: 'team' }], ['certificate', 'authority']],
    ['one of the values', [{ Key: 'team', Values: ['api', 'web'] }], ['certificate']],
    ['an empty value', [{ Key: 'team', Values: [''] }], ['authority']],
    ['each of the keys', [{ Key: 'team' }, { Key: 'stage', Values: ['live'] }], ['certificate']],
    ['none of them', [{ Key: 'team', Values: ['api'] }], []],
  ] as const)('with %s', async (_, filters, expected) => {
    const account = await tagged();
    const TagFilters = filters.map((filter) => ({ ...filter, Values: 'Values' in filter ? [...filter.Values] : [] }));
    expect(await account.arns({ TagFilters })).toEqual(expected.map((each) => account[each]));
  });

  test('names what had tags once, without any, also after another import', async () => {
    const { acm, pca, ask, certificate, authority } = await tagged();
    const foreign = await imported(acm, importable());
    await acm.send(new AddTagsToCertificateCommand({ CertificateArn: foreign, Tags: TEAM }));
    for (const CertificateArn of [certificate, foreign])
      await acm.send(
        new RemoveTagsFromCertificateCommand({ CertificateArn, Tags: [{ Key: 'team' }, { Key: 'stage' }] }),
      );
    await pca.send(
      new UntagCertificateAuthorityCommand({ CertificateAuthorityArn: authority, Tags: [{ Key: 'team' }] }),
    );
    await acm.send(new ImportCertificateCommand({ ...importable(), CertificateArn: foreign }));
    expect((await ask()).ResourceTagMappingList).toEqual(
      [certificate, authority, foreign].map((ResourceARN) => ({ ResourceARN, Tags: [] })),
    );
    expect((await ask({ TagFilters: [{ Key: 'team' }] })).ResourceTagMappingList).toEqual([]);
  });

  test('is of the account and the region alone', async () => {
    const { account } = await tagged();
    const elsewhere = clientOf(bench, account, 'us-east-1');
    expect((await elsewhere.send(new GetResourcesCommand({}))).ResourceTagMappingList).toEqual([]);
  });
});

describe('the pages', () => {
  test('find each once, whatever their size', async () => {
    const { client, request, certificate, authority } = await tagged();
    const more = [await request(TEAM), await request(TEAM)];
    const found: (string | undefined)[] = [];
    for await (const page of paginateGetResources({ client, pageSize: 1 }, {}))
      found.push(...(page.ResourceTagMappingList ?? []).map(({ ResourceARN }) => ResourceARN));
    expect(found).toEqual([certificate, authority, ...more]);
  });

  test('are of one request: its token is none of another one’s', async () => {
    const { ask } = await tagged();
    const { PaginationToken } = await ask({ ResourcesPerPage: 1 });
    const other = { PaginationToken, ResourceTypeFilters: ['acm'] };
    await expect(ask(other)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(ask({ PaginationToken: 'anything' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
    expect((await ask({ PaginationToken, ResourcesPerPage: 5 })).ResourceTagMappingList).toHaveLength(1);
  });

  test('end with their token, which is good for 15 minutes', async () => {
    own = await startBench();
    const { ask } = await tagged(own);
    const { PaginationToken } = await ask({ ResourcesPerPage: 1 });
    await own.advance(14 * 60);
    expect((await ask({ PaginationToken })).ResourceTagMappingList).toHaveLength(1);
    await own.advance(2 * 60);
    await expect(ask({ PaginationToken })).rejects.toMatchObject({ name: 'PaginationTokenExpiredException' });
  });
});

test.each<[string, GetResourcesCommandInput, string, RegExp]>([
  ['no resource', { ResourcesPerPage: 0 }, 'InvalidParameterException', /between 1 and 100/],
  ['too many resources', { ResourcesPerPage: 101 }, 'InvalidParameterException', /between 1 and 100/],
  ['a filter without key', { TagFilters: [{ Values: ['a'] }] }, 'InvalidParameterException', /Key/],
  ['what is no type', { ResourceTypeFilters: ['Certificates!'] }, 'InvalidParameterException', /Certificates!/],
  [
    'another service',
    { ResourceTypeFilters: ['ec2:instance'] },
    'ValidationException',
    /support the resource type ec2/,
  ],
  ['compliance', { IncludeComplianceDetails: true }, 'ValidationException', /support IncludeComplianceDetails/],
  ['single resources', { ResourceARNList: ['arn:aws:a:::b'] }, 'ValidationException', /support ResourceARNList/],
])('a request for %s is refused', async (_, input, name, message) => {
  const { ask } = await tagged();
  const asked = ask(input);
  await expect(asked).rejects.toThrow(message);
  await expect(asked).rejects.toMatchObject({ name });
});

test('every other operation of the service is refused by name', async () => {
  const answer = await wire(bench.url, 'tagging', 'GetTagKeys');
  expect(answer).toMatchObject({ status: 400, body: { __type: 'ValidationException' } });
  expect(JSON.stringify(answer.body)).toContain('GetTagKeys');
});

test('its quota is 15 a second, in the words of its model; faults meet it, and the call log has it', async () => {
  own = await startBench({ milliseconds: () => 0 });
  const { account, ask } = await tagged(own);
  await own.admin('POST', '/quotas', { enabled: true });
  for (let call = 0; call < 15; call++) await ask();
  await expect(ask()).rejects.toMatchObject({ name: 'ThrottledException' });
  await own.admin('POST', '/quotas', { enabled: false });
  await own.admin('POST', '/faults', {
    service: 'tagging',
    operation: 'GetResources',
    error: 'InternalServiceException',
    status: 500,
    account,
  });
  await expect(ask()).rejects.toMatchObject({ name: 'InternalServiceException' });
  const { body } = await own.admin('GET', `/calls?service=tagging`);
  expect(JSON.stringify(body)).toContain('InternalServiceException');
});

test('a role may do it where IAM allows tag:GetResources', async () => {
  const judged = await startJudgedBench();
  const { key } = await judged.role();
  const client = clientOf(judged.bench, key);
  judged.allowOnly('tag:GetResources');
  expect((await client.send(new GetResourcesCommand({}))).ResourceTagMappingList).toEqual([]);
  judged.allowOnly('tagging:GetResources');
  await expect(client.send(new GetResourcesCommand({}))).rejects.toMatchObject({ name: 'AccessDeniedException' });
  await judged.stop();
});
