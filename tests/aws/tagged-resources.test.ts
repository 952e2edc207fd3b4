import { RequestCertificateCommand } from '@aws-sdk/client-acm';
import { readingClients } from '../../core/aws/clients.ts';
import { readFact } from '../../core/aws/errors.ts';
import { TaggedResources } from '../../core/aws/tagged-resources.ts';
import { PAYMENTS, PKI } from '../builders/accounts.ts';
import { startBench } from '../emulator/kit/emulator.ts';
import { failure, output, StubAws } from '../fakes/stub-aws.ts';
import { accountsFrom, letAssume, REGION } from './reading.ts';

const stub = new StubAws();
beforeAll(() => stub.start());
afterAll(() => stub.stop());
afterEach(() => stub.clear());

const arnOf = (id: string) => `arn:aws:acm:${REGION}:${PKI}:certificate/${id}`;
const tags = (after?: string, account = PKI) =>
  new TaggedResources(accountsFrom()).tagPage(account, REGION, 'acm:certificate', after);
const page = (ids: readonly string[], PaginationToken = '') =>
  output({
    PaginationToken,
    ResourceTagMappingList: ids.map((id) => ({ ResourceARN: arnOf(id), Tags: [{ Key: 'team', Value: id }] })),
  });

async function nextOf(after?: string): Promise<string> {
  const fact = await tags(after);
  if (!fact.known || fact.value === 'begin-again') throw new Error(JSON.stringify(fact));
  return fact.value.next ?? '';
}

test('a page has the tags of each resource, and none of what has none', async () => {
  const bare = { ResourceARN: arnOf('b') };
  stub.on(
    'GetResources',
    output({ ResourceTagMappingList: [{ ...bare, Tags: [{ Key: 'team', Value: 'web' }] }, bare, {}] }),
  );
  expect(await tags()).toEqual({
    known: true,
    value: {
      items: [
        { arn: arnOf('b'), tags: { team: 'web' } },
        { arn: arnOf('b'), tags: {} },
      ],
    },
  });
  expect(stub.calls).toMatchObject([{ input: { ResourceTypeFilters: ['acm:certificate'], ResourcesPerPage: 100 } }]);
});

test('pages are followed until a token is empty', async () => {
  stub.on('GetResources', page(['a'], 'one'), page(['b']));
  expect(await tags(await nextOf())).toEqual({
    known: true,
    value: { items: [{ arn: arnOf('b'), tags: { team: 'b' } }] },
  });
  expect(stub.calls.map(({ input }) => input['PaginationToken'])).toEqual([undefined, 'one']);
});

test.each(['PaginationTokenExpiredException', 'InvalidParameterException'])(
  'a token that is not taken any more begins the listing again: %s',
  async (error) => {
    stub.on('GetResources', page([], 'one'), failure(error));
    expect(await tags(await nextOf())).toEqual({ known: true, value: 'begin-again' });
    expect(await tags('anything')).toEqual({ known: true, value: 'begin-again' });
  },
);

test('a token that comes back is no end', async () => {
  stub.on('GetResources', page(['a'], 'one'));
  expect(await tags(await nextOf())).toMatchObject({ known: false, why: { kind: 'unavailable' } });
});

test.each([
  ['AccessDeniedException', 'access-denied'],
  ['ThrottledException', 'throttled'],
])('what AWS refuses is unknown: %s', async (error, kind) => {
  stub.on('GetResources', failure(error));
  expect(await tags()).toMatchObject({ known: false, why: { kind, operation: 'tag:GetResources', account: PKI } });
});

test('a first page that is refused for what it asks is a mistake of ours', async () => {
  stub.on('GetResources', failure('InvalidParameterException'));
  await expect(tags()).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

test('a member is asked through its role', async () => {
  letAssume(stub);
  stub.on('GetResources', page([]));
  await tags(undefined, PAYMENTS);
  expect(stub.callsOf('GetResources')).toMatchObject([{ accessKeyId: 'MEMBER' }]);
});

test('the client reads its endpoint from a variable of its own: the emulator’s certificates come with their tags, the oldest first', async () => {
  const bench = await startBench();
  const acm = bench.acm(PKI);
  const arns: string[] = [];
  for (let index = 0; index < 101; index++) {
    const Tags = [{ Key: 'number', Value: String(index) }];
    const wish = { DomainName: `${index}.example.com`, ValidationMethod: 'DNS', Tags } as const;
    arns.push((await acm.send(new RequestCertificateCommand(wish))).CertificateArn ?? '');
  }
  const credentials = { accessKeyId: PKI, secretAccessKey: 'x', sessionToken: 'x', expiration: new Date(0) };
  process.env['AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API'] = bench.url;
  const clients = readingClients(REGION, credentials);
  const lister = new TaggedResources({
    read: (account, _, operation, ask) => readFact(operation, account, () => ask(clients)),
  });
  const first = await lister.tagPage(PKI, REGION, 'acm:certificate');
  const next = first.known && first.value !== 'begin-again' ? first.value.next : undefined;
  const last = await lister.tagPage(PKI, REGION, 'acm:certificate', next);
  delete process.env['AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API'];
  await bench.stop();
  expect(first).toMatchObject({
    value: { items: arns.slice(0, 100).map((arn, index) => ({ arn, tags: { number: `${index}` } })) },
  });
  expect(last).toEqual({ known: true, value: { items: [{ arn: arns[100], tags: { number: '100' } }] } });
});
