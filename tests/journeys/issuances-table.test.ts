import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { tableApprovals } from '../../core/aws/approvals.ts';
import { issuanceLedger } from '../../core/aws/issuances.ts';
import { TableModes } from '../../core/aws/mode-record.ts';
import { Channels } from '../../core/aws/channels.ts';
import { Outbox } from '../../core/aws/outbox.ts';
import { TablePace } from '../../core/aws/pace.ts';
import { TableRoutes } from '../../core/aws/route-records.ts';
import type { Table } from '../../core/aws/table.ts';
import type { Route } from '../../core/domain/reissue/route.ts';
import { parseInput } from '../../core/runtime/parse-input.ts';
import { routeShape } from '../../core/runtime/route-shape.ts';
import { clientSettings, hub } from '../../local/cloud/accounts.ts';
import { AlertInbox } from '../../local/story/alert-inbox.ts';
import { PKI } from '../builders/accounts.ts';
import { budgetsHold } from '../builders/budget-contract.ts';
import { anIssuance, anIssuanceNotice, anotherAuthority, anotherIntent } from '../builders/issuances.ts';
import { lineageHolds, recordsHold } from '../builders/ledger-contract.ts';
import { approvalsHold, modeHolds, paceHolds, routesHold } from '../builders/reissue-stores-contract.ts';
import { deployedCloud } from './deployed-cloud.ts';
import { hubGuard } from './kit/guard.ts';
import { createTable, itemsOf, NOON } from './kit/table.ts';

/* What is asked of the fakes is asked of the table here; then what only a table has. */

let table: Table;
let settings: ReturnType<typeof clientSettings>;

beforeAll(async () => {
  settings = clientSettings(deployedCloud().endpoint, hub);
  table = await createTable('issuances-table');
});

const ledger = () => issuanceLedger(table);
const noticesOf = async (intent: string): Promise<readonly string[]> =>
  (await itemsOf(table, `ISSUANCE#${intent}`, 'NOTICE#')).map(({ notice }) => (notice as { id: string }).id);
const underTest = () => ({ ledger: ledger(), noticesOf });
const put = (Item: Record<string, unknown>) => table.client.send(new PutCommand({ TableName: table.name, Item }));

/** The ledger of so many at once: all of them have read the first item before any of them goes on. */
function ledgerOf(count: number) {
  let readers = 0;
  let goOn: () => void;
  const together = new Promise<void>((resolve) => (goOn = resolve));
  const send = async (command: GetCommand) => {
    const answer = await table.client.send(command);
    if (!(command instanceof GetCommand)) return answer;
    readers += 1;
    if (readers === count) goOn();
    await together;
    return answer;
  };
  return issuanceLedger({ name: table.name, client: { send } as unknown as Table['client'] });
}

describe('where all have read before any of them writes', () => {
  const SIX = [1, 2, 3, 4, 5, 6];

  test('one opens an issuance, and all get what it wrote', async () => {
    const [six, intent] = [ledgerOf(6), anotherIntent()];
    const all = await Promise.all(SIX.map((one) => six.openIssuance(anIssuance({ intent, why: `try ${one}` }))));
    expect(new Set(all.map(({ why }) => why)).size).toBe(1);
  });

  test.each(['begins', 'advances'])('one %s', async (act) => {
    const six = ledgerOf(6);
    const request = { ...anIssuance().request!, authorityArn: anotherAuthority() };
    const issuance = await ledger().openIssuance(anIssuance({ state: 'keyed', request }));
    const limits = { perAuthorityAndHour: 9, perGeneration: 3 };
    const settled = await Promise.allSettled(
      SIX.map((one) =>
        act === 'begins'
          ? six.beginIssuance(issuance, `${issuance.intent}-${one}`, limits, NOON.toISOString())
          : six.advance({ ...issuance, why: `try ${one}` }),
      ),
    );
    const refused = settled.flatMap((each) => (each.status === 'rejected' ? [(each.reason as Error).name] : []));
    expect(refused).toEqual(SIX.slice(1).map(() => 'AwsUnavailable'));
    expect(await ledger().issuanceOf(issuance.intent)).toMatchObject({ version: 2 });
  });
});

describe('the ledger’s records', () => recordsHold(underTest));
describe('the lineage of certificates', () => lineageHolds(underTest));
describe('the budgets of CAs', () => budgetsHold(underTest));
describe('approvals', () => approvalsHold(() => tableApprovals(table)));

describe('the mode', () => {
  modeHolds((fallback) => new TableModes(table, fallback));

  test('something else than a mode lets nothing happen', async () => {
    await put({ pk: 'MODE', sk: 'MODE', mode: 'pause' });
    await expect(new TableModes(table).mode()).rejects.toMatchObject({
      name: 'AwsRefused',
      message: expect.stringContaining('expected one of act, dry-run, stop, got pause') as string,
    });
  });
});

describe('routes', () => {
  const routes = () => new TableRoutes(table, (value): Route => parseInput(routeShape, value));
  routesHold(routes);

  test('what is no route is unusable, by the certificate and the member that is wrong', async () => {
    const arn = anIssuance().replaces.certificateArn;
    await put({ pk: `CERTIFICATE#${arn}`, sk: 'ROUTE', route: { strategy: 'reexport' } });
    await expect(routes().routeOf(arn)).rejects.toMatchObject({
      name: 'RouteUnusable',
      message: expect.stringMatching(
        `^the route that was set for ${arn}: strategy: expected .*; set it anew`,
      ) as string,
    });
  });
});

describe('the pace', () => {
  let paces = 0;
  paceHolds(() => {
    // A pace that nobody used yet: the account and operation are the contract's, so time begins later each time.
    let now = NOON.getTime() + (paces += 1) * 1_000_000;
    return { pace: new TablePace(table, () => now), forward: (milliseconds) => (now += milliseconds) };
  });

  test('clocks that differ give no turn twice', async () => {
    const began = NOON.getTime() + 1_000_000_000;
    const clocks = Array.from({ length: 20 }, (_, index) => began + (index % 5) * 100);
    const turns = await Promise.all(
      clocks.map(async (now) => now + (await new TablePace(table, () => now).turn('acm-pca:IssueCertificate', PKI))),
    );
    const apart = turns.toSorted((one, other) => one - other).map((turn, index, all) => turn - (all[index - 1] ?? 0));
    expect(Math.min(...apart.slice(1))).toBeGreaterThanOrEqual(40);
  });
});

test('a record of a newer version is neither read nor written over', async () => {
  const issuance = await ledger().openIssuance(anIssuance());
  const newer = new UpdateCommand({
    TableName: table.name,
    Key: { pk: `ISSUANCE#${issuance.intent}`, sk: 'LEDGER' },
    UpdateExpression: 'SET itemVersion = :newer',
    ExpressionAttributeValues: { ':newer': 2 },
  });
  await table.client.send(newer);
  const refused = { name: 'AwsRefused', message: expect.stringContaining('itemVersion 2') as string };
  await expect(ledger().issuanceOf(issuance.intent)).rejects.toMatchObject(refused);
  await expect(ledger().openIssuance(issuance)).rejects.toMatchObject(refused);
  await expect(ledger().advance({ ...issuance, state: 'keyed' })).rejects.toMatchObject(refused);
  await expect(
    ledger().beginIssuance(issuance, 'newer', { perAuthorityAndHour: 1, perGeneration: 1 }, NOON.toISOString()),
  ).rejects.toMatchObject(refused);
  expect(await itemsOf(table, `ISSUANCE#${issuance.intent}`, 'LEDGER')).toMatchObject([{ itemVersion: 2, version: 1 }]);
});

test('those that are due are all listed, however many pages they take', async () => {
  // A page of an index ends after a megabyte of what the index holds.
  const certificateArn = `arn:aws:acm:eu-west-1:${PKI}:certificate/${'0'.repeat(60_000)}`;
  const opened = await Promise.all(
    Array.from({ length: 40 }, () => {
      const issuance = anIssuance({ dueAt: '2026-10-01T00:00:00.000Z' });
      return ledger().openIssuance({ ...issuance, replaces: { ...issuance.replaces, certificateArn } });
    }),
  );
  const due = await ledger().dueIssuances('2026-10-01T00:00:00.000Z');
  expect(due.map(({ intent }) => intent).toSorted()).toEqual(opened.map(({ intent }) => intent).toSorted());
});

test('the deployed table has the index of those that are due', async () => {
  const deployed = issuanceLedger({ ...table, name: hubGuard().table });
  expect(await deployed.dueIssuances('2000-01-01T00:00:00.000Z')).toEqual([]);
});

test('what waits, counts and was asked expires; what tells of certificates does not', async () => {
  const authorityArn = anotherAuthority();
  const keyed = () => ledger().openIssuance(anIssuance({ request: { ...anIssuance().request!, authorityArn } }));
  const now = NOON.toISOString();
  const limits = { perAuthorityAndHour: 1, perGeneration: 1 };
  await ledger().beginIssuance(await keyed(), 'expiring', limits, now);
  const waiting = await keyed();
  await ledger().beginIssuance(waiting, 'waiting', limits, now);
  const [budget] = await itemsOf(table, `AUTHORITY#${authorityArn}`, 'BUDGET#2026-11-22T12');
  expect(budget).toMatchObject({ used: 1, itemVersion: 1 });
  expect(Number(budget?.['expiresAt']) - NOON.getTime() / 1000).toBe(2 * 24 * 3600);
  const [inLine] = await itemsOf(table, `AUTHORITY#${authorityArn}`, 'WAITING#');
  expect(inLine).toMatchObject({ sk: `WAITING#2027-03-27T12:00:00.000Z#${waiting.intent}`, seenAt: now });
  expect(Number(inLine?.['expiresAt']) - NOON.getTime() / 1000).toBe(3600 + 24 * 3600);
  for (const [pk, sk] of [
    ['TOKEN#expiring', 'ISSUANCE'],
    ['COST#2026-11', authorityArn],
    [`ISSUANCE#${waiting.intent}`, 'LEDGER'],
  ] as const)
    expect((await itemsOf(table, pk, sk))[0]).not.toHaveProperty('expiresAt');
  await tableApprovals(table).askPerson('expiring', anotherIntent(), 'task', now);
  const [question] = await itemsOf(table, 'APPROVAL#expiring', 'APPROVAL');
  expect(Number(question?.['expiresAt']) - NOON.getTime() / 1000).toBe(30 * 24 * 3600);
});

describe('notices about an issuance', () => {
  let inbox: AlertInbox;
  let outbox: Outbox;

  beforeAll(async () => {
    const topic = new SNSClient(settings);
    const { TopicArn = '' } = await topic.send(new CreateTopicCommand({ Name: 'issuances-table' }));
    inbox = await AlertInbox.subscribe(settings, TopicArn, 'issuances-table');
    const channels = { topic, topicArn: TopicArn, bus: new EventBridgeClient(settings), busName: 'default' };
    outbox = new Outbox(table, new Channels(channels), Date.now);
  });

  test('are sent once, in their order, by ten senders at once', async () => {
    const issuance = await ledger().openIssuance(anIssuance());
    const ids = ['c', 'a', 'b'].map((id) => `${issuance.intent}/${id}`);
    await ledger().advance(
      issuance,
      ids.map((id) => anIssuanceNotice(id)),
    );
    const senders = Array.from({ length: 10 }, (_, index) => `sender ${index}`);
    const sent = await Promise.all(senders.map((sender) => outbox.flushIssuance(issuance.intent, sender)));
    expect(sent.flat()).toEqual(ids);
    const arrived = (await inbox.all()).map(({ id }) => id).filter((id) => ids.includes(id));
    expect(arrived).toEqual(ids);
    expect(await noticesOf(issuance.intent)).toEqual([]);
  });
});

test('without the table everything is refused by name, not taken for nothing', async () => {
  const nowhere = { ...table, name: 'no-such-table' };
  const away = issuanceLedger(nowhere);
  const approvals = tableApprovals(nowhere);
  const routes = new TableRoutes(nowhere, (value) => value as Route);
  for (const act of [
    () => away.issuanceOf('x'),
    () => away.openIssuance(anIssuance()),
    () => away.advance(anIssuance()),
    () => away.beginIssuance(anIssuance(), 'x', { perAuthorityAndHour: 1, perGeneration: 1 }, NOON.toISOString()),
    () => away.lineageOf('x'),
    () => away.reportedFor('x'),
    () => away.noteReported('x', 'y'),
    () => away.dueIssuances(NOON.toISOString()),
    () => away.issuedIn('2026-11'),
    () => new TableModes(nowhere).mode(),
    () => new TableModes(nowhere).setMode({ mode: 'act' }),
    () => routes.routeOf('x'),
    () => routes.setRoute('x', {}),
    () => new TablePace(nowhere, Date.now).turn('acm:ImportCertificate', PKI),
    () => approvals.askPerson('x', 'y', 'z', NOON.toISOString()),
    () => approvals.approvalOf('x'),
    () => approvals.answer('x', 'approved', 'y', NOON.toISOString()),
  ])
    await expect(act()).rejects.toMatchObject({ name: 'AwsRefused' });
});
