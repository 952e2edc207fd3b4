import { reissueExitCode, resultOf, type EndKnown, type ReissueResult } from '../../cli/reissue/result.ts';
import { resultJson, resultText } from '../../cli/reissue/text.ts';
import { noColors } from '../../cli/text/colors.ts';
import type { Issuance } from '../../core/domain/reissue/issuance.ts';
import type { ExecutionEnd } from '../../core/reissue/followed-executions.ts';
import { anIssuance } from '../builders/issuances.ts';
import { CERTIFICATE_ARN } from '../builders/certificates.ts';
import { errorsIn, schemaOf } from '../builders/schemas.ts';
import { PARENT, SUCCEEDED } from './kit/scripted-executions.ts';

const schema = schemaOf('reissue-result.v1');
const NEW = { certificateArn: 'arn:aws:acm-pca:eu-west-1:1:new', serial: '0b', notAfter: '2027-06-01T12:00:00.000Z' };
const PROVEN: Partial<Issuance> = {
  state: 'finished',
  issued: NEW,
  proof: {
    at: '2026-11-28T12:05:00.000Z',
    serial: '0b',
    seen: ['AWSCURRENT of web/tls: serial 0b', 'host:443 serves serial 0b'],
  },
};

const known = (different: Partial<EndKnown>): EndKnown => ({
  executionArn: PARENT,
  certificateArn: CERTIFICATE_ARN,
  given: {},
  followed: { end: SUCCEEDED },
  mode: { mode: 'act' },
  ...different,
});

const ended = (outcome: ExecutionEnd['outcome']): EndKnown['followed'] => ({ end: { status: 'SUCCEEDED', outcome } });

const failedWith = (error: string, cause: string): EndKnown['followed'] => ({
  end: { status: 'FAILED', outcome: {}, error, cause },
});

const textOf = (result: ReissueResult): string => resultText(result, noColors);

test('0: proven, with old serial, new serial and each place where it was found', () => {
  const result = resultOf(known({ issuance: anIssuance(PROVEN) }));
  expect(reissueExitCode(result)).toBe(0);
  const text = textOf(result);
  expect(text).toContain(`Replaced, and found where it is used: ${CERTIFICATE_ARN}`);
  expect(text).toMatch(/Old serial +00ff00ff00ff00ff00ff00ff00ff00ff, valid until 2027-03-27/);
  expect(text).toMatch(/New serial +0b, valid until 2027-06-01T12:00:00.000Z$/m);
  expect(text.match(/Proof/g)).toHaveLength(2);
});

test('what was exported replaces nothing: there is no old serial, and nothing is called replaced', () => {
  const result = resultOf(known({ issuance: anIssuance({ ...PROVEN, strategy: 'export' }) }));
  expect(result).not.toHaveProperty('old');
  expect(textOf(result)).toContain(`Exported, and found where it is used: ${CERTIFICATE_ARN}`);
  expect(textOf(result)).not.toMatch(/replaced|New /i);
});

test('what was imported into the old ARN has no new one: its ARN at the CA is not called so', () => {
  const text = textOf(resultOf(known({ issuance: anIssuance({ ...PROVEN, strategy: 'acm-import' }) })));
  expect(text).toMatch(/Issued as +arn:aws:acm-pca:/);
  expect(text).not.toContain('New ARN');
});

test('what came with the command stands in the one that starts it again', () => {
  const given = { strategy: 'secret', secret: 'web/tls', endpoint: 'a.example:443' } as const;
  const again = `npx renewguard reissue ${CERTIFICATE_ARN} --strategy secret --secret web/tls --endpoint a.example:443`;
  const issuance = anIssuance({ state: 'collected' });
  const failed = resultOf(known({ given, issuance, followed: failedWith('DeliveryUnproven', 'not found') }));
  expect(failed.failure?.next).toBe(`It is tried again within a day; sooner, once the cause is mended: ${again}`);
  const held = resultOf(known({ given, followed: ended({ because: 'the mode is stop' }), mode: { mode: 'stop' } }));
  expect(held.waitingFor?.next.at(-1)).toBe(again);
});

test('what the ledger does not know is not said to be tried again', () => {
  const next = (error: string) => resultOf(known({ followed: failedWith(error, 'no') })).failure?.next;
  expect(next('InvalidInput')).toBe(`Once the cause is mended: npx renewguard reissue ${CERTIFICATE_ARN}`);
  expect(next('CertificateNotFound')).toMatch(/^Check account, region and id in the ARN/);
});

test.each([
  ['AuthorityCannotIssue', 'arn:… is DISABLED', /Mend the CA, or name a successor: npx renewguard route set/],
  ['DeliveryUnproven', 'it was not found', /It is tried again within a day/],
  ['TriesUsedUp', 'three were issued', /npx renewguard reissue arn:\S+ --again/],
])('1: %s comes with its cause and what to do', (error, cause, next) => {
  const result = resultOf(known({ followed: failedWith(error, cause), issuance: anIssuance({ state: 'keyed' }) }));
  expect(reissueExitCode(result)).toBe(1);
  const text = textOf(result);
  expect(text).toContain(`Not replaced: ${error}`);
  expect(text).toMatch(new RegExp(`Cause +${cause}`));
  expect(text).toMatch(next);
});

test('1: an execution that somebody stopped', () => {
  const result = resultOf(known({ followed: { end: { status: 'ABORTED', outcome: {} } } }));
  expect(result.failure).toMatchObject({ error: 'ABORTED', message: expect.stringContaining('stopped') as string });
  expect(reissueExitCode(result)).toBe(1);
});

test('1: where no strategy fits, the way to set one is told', () => {
  const result = resultOf(
    known({ followed: ended({ strategy: 'notify', because: 'nothing tells where it is served' }) }),
  );
  expect(result.failure).toMatchObject({ error: 'NothingFits', message: 'nothing tells where it is served' });
  expect(reissueExitCode(result)).toBe(1);
});

test('2: an approval is waited for, with the commands that give it', () => {
  const until = '2026-12-24T12:00:00.000Z';
  const followed = { waiting: { what: 'approval', id: '1f0c94a7b3de-4', until } } as const;
  const result = resultOf(known({ followed, issuance: anIssuance({ state: 'collected', issued: NEW }) }));
  expect(reissueExitCode(result)).toBe(2);
  const text = textOf(result);
  expect(text).toContain('Not replaced yet: it waits for a person to say yes or no');
  expect(text).toContain('\n  npx renewguard approve 1f0c94a7b3de-4\n  npx renewguard reject 1f0c94a7b3de-4\n');
  expect(text).toMatch(/New serial +0b, .*; not proven to be in use$/m);
});

test('2: a window or the budget, with when it goes on by itself', () => {
  const waiting = { what: 'time', why: 'it waits for the change window', until: '2026-11-29T02:00:00.000Z' } as const;
  const result = resultOf(known({ followed: { waiting } }));
  expect(result.waitingFor).toMatchObject({ what: 'time', until: waiting.until });
  expect(reissueExitCode(result)).toBe(2);
});

test('2: the mode holds it', () => {
  const followed = ended({ next: 'finish', because: 'the mode is stop; it would be replaced by secret: …' });
  const result = resultOf(known({ followed, mode: { mode: 'stop', by: 'erika', reason: 'incident 4711' } }));
  expect(result.waitingFor).toMatchObject({
    what: 'mode',
    next: ['The mode is stop: set by erika: incident 4711.', 'npx renewguard mode act', expect.anything()],
  });
  expect(reissueExitCode(result)).toBe(2);
});

test('2: services have to adopt the new ARN', () => {
  const issuance = anIssuance({ strategy: 'acm-managed', state: 'delivered', issued: NEW });
  const result = resultOf(
    known({ followed: ended({ next: 'finish', because: 'no service uses the new ARN yet' }), issuance }),
  );
  expect(result.waitingFor).toMatchObject({ what: 'adoption', why: 'no service uses the new ARN yet' });
  expect(result.waitingFor?.next[0]).toContain(NEW.certificateArn);
});

test('2: what RenewGuard imported itself is replaced when it is due, sooner only when that is said', () => {
  const because =
    'RenewGuard imported it itself, and replaces it from 2027-01-01T00:00:00.000Z on; sooner only with --again';
  const result = resultOf(known({ followed: ended({ next: 'finish', strategy: 'acm-import', because }) }));
  expect(result).toMatchObject({ outcome: 'waiting', waitingFor: { what: 'time', why: because } });
  expect(result.waitingFor?.next).toEqual([`Sooner: npx renewguard reissue ${CERTIFICATE_ARN} --again`]);
});

test('2: other executions are at it', () => {
  const followed = ended({ next: 'finish', because: 'other executions are at it' });
  const result = resultOf(known({ followed, issuance: anIssuance({ state: 'sent' }) }));
  expect(result).toMatchObject({ outcome: 'waiting', waitingFor: { what: 'another execution' } });
});

test('0: it was only started', () => {
  const result: ReissueResult = { executionArn: PARENT, certificateArn: CERTIFICATE_ARN, outcome: 'started' };
  expect(reissueExitCode(result)).toBe(0);
  expect(textOf(result)).toContain(`npx renewguard plan ${CERTIFICATE_ARN}`);
});

test.each<[string, Partial<EndKnown>]>([
  ['a proven one', { issuance: anIssuance(PROVEN) }],
  ['a failed one', { followed: failedWith('CsrRefused', 'no'), issuance: anIssuance() }],
  [
    'one that waits for a person',
    { followed: { waiting: { what: 'approval', id: 'x', until: '2026-12-24T12:00:00.000Z' } } },
  ],
  ['one that the mode holds', { followed: ended({ because: 'the mode is stop' }), mode: { mode: 'stop' } }],
])('the JSON of %s is what its schema says', (_, different) => {
  expect(errorsIn(schema, JSON.parse(resultJson(resultOf(known(different)))))).toEqual([]);
});

test('no cause reaches the terminal’s controls, and none is endless', () => {
  const cause = `\u001b[2J\u202e\n${'x'.repeat(20_000)}`;
  const text = textOf(resultOf(known({ followed: failedWith('Odd\u001b', cause) })));
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(text.length).toBeLessThan(4000);
});
