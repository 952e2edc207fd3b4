import {
  removeAlertRoutes,
  setAlertRoutes,
  showAlertRoutes,
  whoIsTold,
  type AlertRoutesPorts,
} from '../../cli/alert-routes/alert-routes.ts';
import type { SetAlertRoutes } from '../../core/domain/alerts/alert-routes.ts';
import { alertRoutesJson, alertRoutesText, toldText } from '../../cli/alert-routes/text.ts';
import { errorsIn, schemaOf } from '../builders/schemas.ts';

const ROUTES = '{"routes": [{"name": "payments", "owners": ["payments"], "channels": ["webhook:payments", "topic"]}]}';
const SCHEMA = schemaOf('alert-routes.v1');
const problemsOf = (json: string) => errorsIn(SCHEMA, JSON.parse(json));

let kept: SetAlertRoutes | undefined;
beforeEach(() => (kept = undefined));

const ports = (deployed = ''): AlertRoutesPorts => ({
  alertRoutes: {
    alertRoutes: () => Promise.resolve(kept),
    setAlertRoutes: (set) => Promise.resolve(void (kept = set)),
  },
  deployed,
  caller: 'arn:aws:iam::111122223333:user/ada',
  now: '2026-11-28T12:00:00.000Z',
});

test('without any the default topic is told of everything', async () => {
  const report = await showAlertRoutes(ports());
  expect(report).toEqual({ source: 'none', routes: [] });
  expect(alertRoutesText(report)).toBe('Alert routes: there are none: the default topic is told of everything\n');
  expect(problemsOf(alertRoutesJson(report))).toEqual([]);
});

test('what was deployed counts until somebody sets another, and again when that is removed', async () => {
  expect(await showAlertRoutes(ports(ROUTES))).toMatchObject({ source: 'deployed', routes: [{ name: 'payments' }] });
  const set = await setAlertRoutes(ports(ROUTES), '{"routes": []}', 'routes.json');
  expect(set).toEqual({ source: 'set', routes: [], by: ports().caller, at: ports().now });
  expect(await showAlertRoutes(ports(ROUTES))).toEqual(set);
  expect(await removeAlertRoutes(ports(ROUTES))).toMatchObject({ source: 'deployed' });
  await expect(removeAlertRoutes(ports(ROUTES))).rejects.toMatchObject({ name: 'WrongUsage' });
});

test('a table that is wrong changes nothing, and is named', async () => {
  await setAlertRoutes(ports(), ROUTES, 'routes.json');
  await expect(setAlertRoutes(ports(), '{"routes": [{"name": "a"}]}', 'routes.json')).rejects.toMatchObject({
    name: 'WrongUsage',
    message: expect.stringContaining('routes.json.routes.0.channels') as string,
  });
  expect(kept?.routes.routes).toHaveLength(1);
});

test('a parameter that can’t be read is shown with the reason', async () => {
  const report = await showAlertRoutes(ports('{"routes": [{}]}'));
  expect(report.source).toBe('none');
  expect(alertRoutesText(report)).toContain('What was deployed does not count: AlertRoutes.routes.0.name: expected');
  expect(problemsOf(alertRoutesJson(report))).toEqual([]);
});

test('the table is shown with what each route asks for and where it leads', async () => {
  const report = await setAlertRoutes(ports(), ROUTES, 'routes.json');
  expect(alertRoutesText(report).split('\n')).toEqual([
    'Alert routes: set by arn:aws:iam::111122223333:user/ada on 2026-11-28T12:00:00.000Z',
    '',
    'payments',
    '  owner         payments',
    '  → webhook:payments',
    '  → topic',
    '',
    'What no route fits goes to the default topic; programs hear of everything on the bus.',
    '',
  ]);
  expect(problemsOf(alertRoutesJson(report))).toEqual([]);
});

test('who would be told is told, and by which routes', async () => {
  await setAlertRoutes(ports(), ROUTES, 'routes.json');
  const told = await whoIsTold(ports(), { owner: 'payments', severity: 'high' });
  expect(told).toEqual({ channels: ['webhook:payments', 'topic', 'bus'], routes: ['payments'] });
  expect(toldText(told)).toBe('Routes that fit: payments\n  webhook:payments\n  topic\n  bus\n');
  expect(problemsOf(alertRoutesJson(told))).toEqual([]);
  expect(await whoIsTold(ports(), {})).toEqual({ channels: ['topic', 'bus'], routes: [] });
});
