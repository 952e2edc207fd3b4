import { removeRoute, routeExitCode, setRoute, showRoute, type RoutePorts } from '../../cli/route/route.ts';
import { routeJson, routeText } from '../../cli/route/text.ts';
import { routeSubject } from '../../cli/subject.ts';
import { noColors } from '../../cli/text/colors.ts';
import { unknown } from '../../core/domain/fact.ts';
import { RouteUnusable } from '../../core/domain/reissue/refusals.ts';
import { AUTHORITY_ARN, PKI } from '../builders/accounts.ts';
import { errorsIn, schemaOf } from '../builders/schemas.ts';
import { SECRET, stageOf, type Stage } from '../builders/reissue-stage.ts';
import { CALLER } from './kit/region.ts';

const schema = schemaOf('delivery-route.v1');

const portsOf = ({ world }: Stage): RoutePorts => world.ports();
const authority = routeSubject(AUTHORITY_ARN);
let stage: Stage;

beforeEach(async () => {
  stage = await stageOf('secret');
  await stage.world.routes.setRoute(AUTHORITY_ARN, { proofMinutes: 20 });
});

const certificate = () => routeSubject(stage.old.arn);

test('what is set is shown beside what counts, with the source of each member', async () => {
  await stage.world.routes.setRoute(stage.old.arn, { secret: SECRET });
  const shown = await showRoute(portsOf(stage), certificate(), CALLER);
  expect(shown).toEqual({
    arn: stage.old.arn,
    kind: 'certificate',
    record: { secret: SECRET },
    route: [
      { member: 'secret', value: SECRET, source: 'record' },
      { member: 'proofMinutes', value: 20, source: 'authority record' },
    ],
    unreadable: [],
  });
  const text = routeText(shown, noColors);
  expect(text).toMatch(/Set\n {2}secret {2}web\/tls\n\nWhat counts\n/);
  expect(text).toMatch(/proofMinutes {2}20 {2}← set for its CA/);
  expect(text).toContain(`npx renewguard plan ${stage.old.arn}`);
});

test('setting keeps what was set before and is not named', async () => {
  await stage.world.routes.setRoute(stage.old.arn, { secret: SECRET, approval: true });
  const set = await setRoute(portsOf(stage), certificate(), { approval: false, authority: AUTHORITY_ARN }, CALLER);
  const record = { secret: SECRET, approval: false, authority: AUTHORITY_ARN };
  expect(set).toMatchObject({ changed: 'set', record });
  expect(await stage.world.routes.routeOf(stage.old.arn)).toEqual(record);
  expect(set.route).toContainEqual({ member: 'authority', value: AUTHORITY_ARN, source: 'record' });
});

test('members are removed one by one, or all at once', async () => {
  await stage.world.routes.setRoute(stage.old.arn, { secret: SECRET, approval: true });
  const less = await removeRoute(portsOf(stage), certificate(), ['approval'], CALLER);
  expect(less).toMatchObject({ changed: 'removed', record: { secret: SECRET } });
  const none = await removeRoute(portsOf(stage), certificate(), ['secret'], CALLER);
  expect(none).not.toHaveProperty('record');
  expect(await stage.world.routes.routeOf(stage.old.arn)).toBeUndefined();
  expect(routeText(none, noColors)).toContain('Nothing is set for it any more.');
  await removeRoute(portsOf(stage), authority, [], CALLER);
  expect(await stage.world.routes.routeOf(AUTHORITY_ARN)).toBeUndefined();
});

test('nothing is set for a certificate that is not there; what was set for one that is gone can be removed', async () => {
  const gone = routeSubject(`arn:aws:acm:eu-west-1:${PKI}:certificate/00000000-1111-2222-3333-444444444444`);
  await expect(setRoute(portsOf(stage), gone, { secret: SECRET }, CALLER)).rejects.toMatchObject({
    name: 'CertificateNotFound',
  });
  expect(await removeRoute(portsOf(stage), gone, [], CALLER)).toMatchObject({ changed: 'removed' });
});

test('for a CA neither secret, endpoint nor CSR is set; the rest counts for all that it issued', async () => {
  await expect(setRoute(portsOf(stage), authority, { secret: SECRET }, CALLER)).rejects.toMatchObject({
    name: 'WrongUsage',
    message: expect.stringContaining("one certificate's own") as string,
  });
  stage.world.reader.tags.set(AUTHORITY_ARN, { 'renewguard:approval': 'yes', 'renewguard:secret': 'never/counts' });
  const set = await setRoute(portsOf(stage), authority, { revokeAfterDays: 7 }, CALLER);
  expect(set.route).toEqual([
    { member: 'proofMinutes', value: 20, source: 'authority record' },
    { member: 'revokeAfterDays', value: 7, source: 'authority record' },
    { member: 'approval', value: true, source: 'authority tags' },
  ]);
});

test('nothing to set is wrong usage', async () => {
  await expect(setRoute(portsOf(stage), certificate(), {}, CALLER)).rejects.toMatchObject({ name: 'WrongUsage' });
});

test('a record that can’t be read is told, can be set anew, and can be removed', async () => {
  const ports = portsOf(stage);
  const broken: RoutePorts = {
    ...ports,
    routes: {
      setRoute: (arn, route) => ports.routes.setRoute(arn, route),
      routeOf: (arn) =>
        arn === stage.old.arn
          ? Promise.reject(new RouteUnusable(`the route that was set for ${arn}: secret: expected …`))
          : ports.routes.routeOf(arn),
    },
  };
  const shown = await showRoute(broken, certificate(), CALLER);
  expect(shown.problem).toContain('the route that was set for');
  expect(routeExitCode(shown)).toBe(1);
  await expect(removeRoute(broken, certificate(), ['secret'], CALLER)).rejects.toMatchObject({ name: 'Refused' });
  expect(await setRoute(broken, certificate(), { secret: SECRET }, CALLER)).toMatchObject({
    record: { secret: SECRET },
  });
});

test('what could not be read leaves open what counts: it is set all the same, and told', async () => {
  const ports = portsOf(stage);
  const why = { kind: 'access-denied', operation: 'acm-pca:ListTags', account: PKI, message: 'no' } as const;
  const denied = { ...ports, reader: { ...ports.reader, tagsOfAuthority: () => Promise.resolve(unknown(why)) } };
  const set = await setRoute(denied, certificate(), { secret: SECRET }, CALLER);
  expect(set).not.toHaveProperty('route');
  expect(set.unreadable).toMatchObject([{ operation: 'acm-pca:ListTags', region: 'eu-west-1' }]);
  expect(routeExitCode(set)).toBe(2);
  expect(await stage.world.routes.routeOf(stage.old.arn)).toEqual({ secret: SECRET });
});

test('a tag that is none is told as the problem', async () => {
  stage.world.reader.tags.set(AUTHORITY_ARN, { 'renewguard:strategy': 'magic\u001b' });
  const shown = await showRoute(portsOf(stage), certificate(), CALLER);
  expect(shown.problem).toContain('renewguard:strategy');
  expect(routeText(shown, noColors)).not.toContain('\u001b');
  expect(errorsIn(schema, JSON.parse(routeJson(shown)))).toEqual([]);
});

test('the JSON is what its schema says', async () => {
  const set = await setRoute(portsOf(stage), certificate(), { secret: SECRET }, CALLER);
  for (const report of [set, await showRoute(portsOf(stage), authority, CALLER)])
    expect(errorsIn(schema, JSON.parse(routeJson(report)))).toEqual([]);
});
