import { budgetsHold } from '../builders/budget-contract.ts';
import { lineageHolds, recordsHold } from '../builders/ledger-contract.ts';
import { approvalsHold, modeHolds, paceHolds, routesHold } from '../builders/reissue-stores-contract.ts';
import { FakeApprovals } from '../fakes/fake-approvals.ts';
import { FakeIssuances } from '../fakes/fake-issuances.ts';
import { FakeModes } from '../fakes/fake-modes.ts';
import { FakePace } from '../fakes/fake-pace.ts';
import { FakeRoutes } from '../fakes/fake-routes.ts';

/* That the fakes behave as the table does: tests/journeys/issuances-table.test.ts asks the same of the table. */

const ledger = new FakeIssuances();
const underTest = () => ({
  ledger,
  noticesOf: (intent: string) => {
    const ofIntent = ledger.notices.filter((each) => each.intent === intent);
    return Promise.resolve(ofIntent.map(({ notice: { id } }) => id));
  },
});
describe('the ledger’s records', () => recordsHold(underTest));
describe('the lineage of certificates', () => lineageHolds(underTest));
describe('the budgets of CAs', () => budgetsHold(underTest));

describe('the mode', () => modeHolds((fallback) => new FakeModes(fallback)));

test('a mode may be flipped between any two reads', async () => {
  const modes = new FakeModes();
  modes.flipAfter(2, { mode: 'stop' });
  const read = [await modes.mode(), await modes.mode(), await modes.mode(), await modes.mode()];
  expect(read.map(({ mode }) => mode)).toEqual(['act', 'act', 'stop', 'stop']);
  expect(modes.reads).toBe(4);
});

const routes = new FakeRoutes();
describe('routes', () => routesHold(() => routes));

describe('the pace', () =>
  paceHolds(() => {
    const pace = new FakePace();
    return { pace, forward: (milliseconds) => (pace.now += milliseconds) };
  }));

const approvals = new FakeApprovals();
describe('approvals', () => approvalsHold(() => approvals));
