import fc from 'fast-check';
import { planJson } from '../../cli/plan/json.ts';
import type { KnownOfIt, PlanReport } from '../../cli/plan/report.ts';
import { planText } from '../../cli/plan/text.ts';
import { noColors } from '../../cli/text/colors.ts';
import type { ActingStrategy } from '../../core/domain/reissue/strategy.ts';
import type { Route } from '../../core/domain/reissue/route.ts';
import { anyText } from '../builders/any-text.ts';
import { errorsIn, schemaOf } from '../builders/schemas.ts';
import { SECRET, stageOf } from '../builders/reissue-stage.ts';
import { plannedIn, portsIn } from './kit/planning.ts';

type LedgerIssuance = NonNullable<KnownOfIt['issuance']>;

const schema = schemaOf('reissue-plan.v1');

async function planOf(strategy: ActingStrategy, given: Route = {}): Promise<PlanReport> {
  const { world, input } = await stageOf(strategy);
  const asked = input.strategy === undefined ? {} : { strategy: input.strategy as ActingStrategy };
  return plannedIn(world, input.certificateArn, { ...input.deliver, ...asked, ...given });
}

/** The plan, with what the ledger knows. */
function withIssuance(plan: PlanReport, different: Partial<LedgerIssuance>): PlanReport {
  const issuance: LedgerIssuance = {
    ...{ state: 'keyed', strategy: 'secret', attempt: 1, deliveries: 0, version: 3 },
    ...{ openedAt: plan.at, updatedAt: plan.at, ...different },
  };
  return { ...plan, known: { ...plan.known!, issuance } };
}

const textOf = (report: PlanReport): string => planText(report, noColors);

test('the text tells it from the certificate to the command that does it', async () => {
  const plan = await planOf('secret');
  const text = textOf(plan);
  expect(text.split('\n\n').map((section) => section.split('\n')[0])).toEqual([
    plan.certificateArn,
    `Plan: replace it by strategy secret, as of ${plan.at}`,
    'What would be done',
    'Checked beforehand',
    'Route',
    'Known of it',
    `Do it: npx renewguard reissue ${plan.certificateArn} --strategy secret --secret web/tls`,
  ]);
  expect(text).toMatch(/^ {2}Usages +digitalSignature, keyEncipherment, serverAuth, clientAuth$/m);
  expect(text).toMatch(/^ {2}Valid +\S+ to \S+, 90 days$/m);
  expect(text).toMatch(/^ {2}Key +a fresh one, EC_prime256v1, made in memory/m);
  expect(text).toMatch(/^ {2}Way back +the version of web\/tls that is current now$/m);
  expect(text).toMatch(/^ {2}The old one +is marked as replaced after the proof, and never revoked$/m);
  expect(text).toMatch(/^ {2}secret +web\/tls {2}← given here$/m);
  expect(text).toMatch(/^ {2}Mode +act: as deployed, nobody has set another$/m);
  expect(text).toMatch(/^ {2}Budget +0 of 50 certificates of this CA used in this hour, 0 waiting$/m);
});

test('where there is no way back the text says so beforehand', async () => {
  expect(textOf(await planOf('acm-import'))).toMatch(/Way back +there is no way back: ACM gives no key back/);
  expect(textOf(await planOf('secret', { secret: 'new/one' }))).toMatch(
    /Way back +there is no way back: nothing stands/,
  );
});

test('approval, windows, freezes and what a CA caps are told in words', async () => {
  const text = textOf(
    await planOf('secret', {
      approval: true,
      windows: [{ cron: '0 2 * * sun', minutes: 120, timeZone: 'Europe/Berlin' }],
      freezes: [{ from: '2030-12-20', to: '2031-01-02', timeZone: 'Europe/Berlin' }],
      revokeAfterDays: 30,
    }),
  );
  expect(text).toMatch(/When +issued at once, delivered from \S+ on: it waits for the change window "0 2/);
  expect(text).toMatch(/a person is asked before, and without an answer it is delivered on \S+Z/);
  expect(text).toMatch(/windows +"0 2 \* \* sun" for 120 minutes \(Europe\/Berlin\)/);
  expect(text).toMatch(/freezes +2030-12-20 to 2031-01-02/);
  expect(text).toContain('revoked 30 days later if nobody serves it any more');
});

test('what is refused comes with error, cause and what to do, and names no command that would do it', async () => {
  const text = textOf(await planOf('secret', { strategy: 'acm-import' }));
  expect(text).toContain('Plan: not possible so: RouteUnusable');
  expect(text).toContain('✗ its route fits the certificate: strategy acm-import');
  expect(text).not.toContain('Do it:');
});

test('while the mode is not act, the text says that nothing is replaced', async () => {
  const { world, input } = await stageOf('secret');
  await world.modes.setMode({ mode: 'stop', by: 'arn:aws:iam::111122223333:user/erika', reason: 'an incident' });
  const text = textOf(await plannedIn(world, input.certificateArn, { secret: SECRET }));
  expect(text).toContain('stop: set by arn:aws:iam::111122223333:user/erika: an incident');
  expect(text).toContain('Nothing is replaced while the mode is stop: npx renewguard mode act');
});

test('while a person is asked, the text tells how to answer; once that is done, how it goes on', async () => {
  const plan = await planOf('secret', { approval: true });
  const approval = { id: '1f0c94a7b3de-4' };
  const asked = withIssuance(plan, { state: 'collected', approval });
  expect(textOf(asked)).toMatch(
    /^Answer: npx renewguard approve 1f0c94a7b3de-4, or npx renewguard reject 1f0c94a7b3de-4$/m,
  );
  expect(textOf(asked)).not.toContain('Do it:');
  const answered = withIssuance(plan, {
    state: 'collected',
    approval: { ...approval, answer: 'approved' as const, by: 'erika' },
  });
  expect(textOf(answered)).toMatch(/; approval 1f0c94a7b3de-4 approved by erika \(/);
  expect(textOf(answered)).toContain('Do it:');
});

test('what was issued and is not proven yet is named', async () => {
  const issued = { certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/new', serial: '0b' };
  const text = textOf(withIssuance(await planOf('acm-managed'), { state: 'delivered', issued }));
  expect(text).toMatch(/^ {2}Issued +arn:aws:acm:eu-west-1:111122223333:certificate\/new, serial 0b$/m);
});

test('where the budget of the hour is used up, the text says that it would wait', async () => {
  const { world, input } = await stageOf('secret');
  const plan = await plannedIn(
    world,
    input.certificateArn,
    { secret: SECRET },
    portsIn(world, { used: 50, waiting: 3 }),
  );
  expect(textOf(plan)).toContain("The CA's budget of this hour is used up: it would wait in line");
  expect(textOf(withIssuance(plan, { state: 'issued' }))).not.toContain('is used up');
});

test('a CSR is told by its length only', async () => {
  const { world, input } = await stageOf('same-key');
  const csr = await world.recordedRequests.requestFor(input.certificateArn);
  const text = textOf(
    await plannedIn(world, input.certificateArn, { strategy: 'same-key', secret: SECRET, csr: csr ?? '' }),
  );
  expect(text).toMatch(/csr +a signing request of \d+ characters/);
  expect(text).not.toContain('BEGIN CERTIFICATE REQUEST');
});

test.each<ActingStrategy>(['secret', 'same-key', 'acm-import', 'acm-managed', 'export'])(
  'the JSON of a plan by %s is what its schema says',
  async (strategy) => {
    expect(errorsIn(schema, JSON.parse(planJson(await planOf(strategy))))).toEqual([]);
  },
);

test('so is that of a refusal, of a plan without a table, and of one in the middle of it', async () => {
  const refused = await planOf('secret', { strategy: 'acm-import' });
  const { known: _, ...without } = await planOf('secret');
  const putBack = 'the version before is the current one again';
  const failure = { error: 'DeliveryUnproven', message: 'not found', at: refused.at, putBack };
  const issued = { certificateArn: 'arn:aws:acm-pca:new', serial: '0b', notAfter: refused.at };
  const failed = withIssuance(await planOf('secret'), {
    failure,
    issued,
    approval: { id: 'x', answer: 'approved', by: 'erika' },
  });
  const held = await planOf('secret', { windows: [{ cron: '0 2 * * sun', minutes: 1, timeZone: 'UTC' }] });
  for (const report of [refused, { ...without, notKnown: 'there is no stack' }, held, failed])
    expect(errorsIn(schema, JSON.parse(planJson(report)))).toEqual([]);
});

test('whatever stands in a certificate, a route, a record or an error: no control character, and lines that end', async () => {
  const plan = await planOf('secret');
  const { certificate, delivery, known } = plan;
  fc.assert(
    fc.property(anyText(), fc.integer({ min: 1, max: 3000 }), (any, times) => {
      const text = `${any}`.repeat(1) + 'x'.repeat(times);
      const hostile: PlanReport = {
        ...plan,
        certificate: {
          ...certificate!,
          subjectText: text,
          names: Array.from({ length: 200 }, () => ({ kind: 'dns', value: text })),
          usedBy: Array.from({ length: 200 }, () => text),
        },
        why: text,
        delivery: { ...delivery!, wayBack: text, place: text },
        route: [{ member: 'secret', value: text, source: 'record' }],
        checks: [{ name: 'a check', result: 'failed', seen: text }],
        known: { ...known!, mode: { mode: 'stop', by: text, at: plan.at, reason: text } },
        notKnown: text,
      };
      const printed = textOf(hostile);
      expect(printed.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(Math.max(...printed.split('\n').map((line) => line.length))).toBeLessThan(4200);
      expect(printed.split('\n')).toHaveLength(textOf({ ...hostile, notKnown: 'x' }).split('\n').length);
      expect(planJson(hostile)).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
    { numRuns: 50 },
  );
});
