import fc from 'fast-check';
import { certificateChanges, changesAfter, troubleOf } from '../../../core/domain/findings/certificate-finding.ts';
import { CERTIFICATE_FINDING_CODES } from '../../../core/domain/findings/certificate-finding-codes.ts';
import { certificateNotice } from '../../../core/domain/findings/certificate-notice.ts';
import { judgeCertificate } from '../../../core/domain/certificates/certificate-verdict.ts';
import { planFor } from '../../../core/domain/certificates/renewal-plan.ts';
import { STRATEGIES } from '../../../core/domain/reissue/strategy.ts';
import { certificateFacts, nows } from '../../builders/certificate-arbitraries.ts';
import { aCertificateFinding, CERTIFICATE_ARN, ISSUED_ARN } from '../../builders/certificates.ts';
import { errorsIn, schemaOf } from '../../builders/schemas.ts';

const certificateChange = (...given: Parameters<typeof certificateChanges>) => certificateChanges(...given)[0];

const schema = schemaOf('certificate-finding-event.v1');
const at = '2026-11-22T10:00:00.000Z';
const ended = aCertificateFinding({
  state: 'RESOLVED',
  version: 3,
  changedAt: at,
  resolvedAt: at,
  resolution: 'mended',
});
const { domainName: _, firstAttempt: __, outage: ___, ...bare } = aCertificateFinding();

const opened = certificateNotice({ finding: aCertificateFinding(), notice: 'opened' }).detail as { finding: object };
const resolved = certificateNotice({ finding: ended, notice: 'resolved' }).detail as { finding: object };
const but = (different: object): object => ({ ...opened, finding: { ...opened.finding, ...different } });

describe('the event about a certificate’s finding', () => {
  test.each([
    ['opened', certificateNotice({ finding: aCertificateFinding(), notice: 'opened' })],
    ['changed', certificateNotice({ finding: aCertificateFinding({ version: 2 }), notice: 'changed' })],
    ['resolved', certificateNotice({ finding: ended, notice: 'resolved' })],
    ['gone', certificateNotice({ finding: { ...ended, resolution: 'gone' }, notice: 'resolved' })],
    ['without name and dates', certificateNotice({ finding: bare, notice: 'opened' })],
    ['without a remedy', certificateNotice({ finding: aCertificateFinding({ remedy: [] }), notice: 'opened' })],
    [
      'with records instead of commands',
      certificateNotice({ finding: aCertificateFinding({ remedy: ['DNS: _a. CNAME _b.'] }), notice: 'opened' }),
    ],
    [
      'of the CA’s own issuance',
      certificateNotice({ finding: { ...bare, certificateArn: ISSUED_ARN }, notice: 'opened' }),
    ],
    [
      'of another partition',
      certificateNotice({
        finding: { ...bare, certificateArn: CERTIFICATE_ARN.replace('arn:aws', 'arn:aws-us-gov') },
        notice: 'opened',
      }),
    ],
  ])('%s is as its schema says', (_title, { detail }) => {
    expect(errorsIn(schema, detail)).toEqual([]);
  });

  test.each(CERTIFICATE_FINDING_CODES)('can be about %s', (code) => {
    const { detail } = certificateNotice({ finding: aCertificateFinding({ code }), notice: 'opened' });
    expect(errorsIn(schema, detail)).toEqual([]);
  });

  test.each(STRATEGIES)('can plan a replacement by %s', (strategy) => {
    const plan = { action: 'reissue', strategy, why: 'because' } as const;
    const { detail } = certificateNotice({ finding: aCertificateFinding({ plan }), notice: 'opened' });
    expect(errorsIn(schema, detail)).toEqual([]);
  });

  test('never tells of a replacement that is under way: nothing changes before that has failed', () => {
    fc.assert(
      fc.property(certificateFacts, nows, fc.boolean(), (facts, now, isOpen) => {
        const verdict = judgeCertificate(facts, now);
        fc.pre(verdict.code !== undefined);
        const plan = { ...planFor(verdict, facts.certificate), underWay: true } as const;
        const stored = isOpen ? aCertificateFinding() : undefined;
        expect(changesAfter(stored, { certificate: facts.certificate, verdict, plan }, false, now)).toEqual([]);
      }),
    );
  });

  test('has a schema that names every code there is', () => {
    expect(schema.$defs?.finding.properties.code.examples).toEqual(CERTIFICATE_FINDING_CODES);
  });

  test('is as its schema says whatever certificate was judged, and fits into an event', () => {
    fc.assert(
      fc.property(certificateFacts, nows, (facts, now) => {
        const verdict = judgeCertificate(facts, now);
        const { certificate } = facts;
        const trouble = troubleOf({ certificate, verdict, plan: planFor(verdict, certificate) });
        const change = certificateChange(undefined, trouble, false, now);
        fc.pre(change !== undefined);
        const { detail } = certificateNotice(change);
        expect(errorsIn(schema, detail)).toEqual([]);
        expect(Buffer.byteLength(JSON.stringify(detail))).toBeLessThan(100_000);
      }),
    );
  });

  test.each<[string, object]>([
    ['another version', { ...opened, schemaVersion: '2' }],
    ['no notice id', { ...opened, noticeId: undefined }],
    ['a change nobody knows', { ...opened, change: 'forgotten' }],
    ['a field nobody knows', { ...opened, extra: true }],
    ['a field of the finding that nobody knows', but({ checks: [] })],
    ['a resolved change of an open finding', { ...opened, change: 'resolved' }],
    ['an open finding with a time of resolution', but({ resolvedAt: at })],
    ['a resolution while it is open', but({ resolution: 'mended' })],
    ['a resolution without its reason', { ...resolved, finding: { ...resolved.finding, resolution: undefined } }],
    ['a resolution of a CA’s finding', { ...resolved, finding: { ...resolved.finding, resolution: 'unused' } }],
    ['no certificate', but({ certificateArn: undefined })],
    ['the ARN of a CA', but({ certificateArn: ISSUED_ARN.split('/certificate/')[0] })],
    ['the ARN of something else', but({ certificateArn: 'arn:aws:s3:::bucket' })],
    ['a time that is none', but({ outage: 'yesterday' })],
    ['an account of eleven digits', but({ account: '11112222333' })],
    ['a remedy that is no command', but({ remedy: ['call us'] })],
    ['a verdict nobody knows', but({ verdict: 'granted' })],
    ['no reason', but({ reason: '' })],
    ['no plan', but({ plan: undefined })],
    ['a plan nobody knows', but({ plan: { action: 'pray', why: 'because' } })],
    ['a plan that is under way', but({ plan: { action: 'reissue', strategy: 'secret', why: 'x', underWay: true } })],
    ['a strategy nobody knows', but({ plan: { action: 'reissue', strategy: 'pigeon', why: 'because' } })],
    ['a name that is too long', but({ domainName: 'a'.repeat(254) })],
    ['version 0', but({ version: 0 })],
  ])('with %s is not', (_title, detail) => {
    expect(errorsIn(schema, detail)).not.toEqual([]);
  });
});
