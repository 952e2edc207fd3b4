import type { Issuance } from '../../../core/domain/reissue/issuance.ts';
import { renewalDueAt, resumedWith } from '../../../core/domain/reissue/resumption.ts';
import { anIssuance } from '../../builders/issuances.ts';

const PROVEN = '2026-11-28T12:00:00.000Z';
const day = (days: number): string => new Date(Date.parse(PROVEN) + days * 86_400_000).toISOString();

/** A finished issuance, of which the new certificate ends ninety days after its proof. */
const finished = (different: Partial<Issuance> = {}): Issuance =>
  anIssuance({
    state: 'finished',
    issued: { certificateArn: 'arn:new', serial: '0b', notAfter: day(90) },
    proof: { at: PROVEN, serial: '0b', seen: [] },
    ...different,
  });

describe('the new certificate is to be replaced in its turn', () => {
  test.each([
    ['after two thirds of its life', {}, day(60)],
    ['after another share of it, where the route says so', { route: { renewAtShare: 0.5 } }, day(45)],
    ['when ACM has had its time, where ACM renews it', { strategy: 'export' }, day(90 - 59)],
    ['by ACM, where it was requested through ACM', { strategy: 'acm-managed' }, undefined],
    ['by the issuance that has taken it over', { handedOver: true }, undefined],
  ] as const)('%s', (_, different, due) => expect(renewalDueAt(finished(different))).toBe(due));
});

describe('what is due goes on', () => {
  const { intent, replaces } = anIssuance();
  const byItself = { intent };
  const resumed = (different: Partial<Issuance>, at: number) =>
    resumedWith(finished({ intent, replaces, ...different }), day(at));

  test.each<readonly [string, Partial<Issuance>, number]>([
    ['it is not finished', { state: 'proven' }, 70],
    ['it is in doubt', { doubts: [{ token: 't', sentAt: PROVEN }] }, 1],
    ['the old certificate is to be revoked', { revokeAt: day(30) }, 31],
  ])('by itself, while %s', (_, different, at) => expect(resumed(different, at)).toEqual(byItself));

  test.each<readonly [string, Partial<Issuance>]>([
    ['', {}],
    [', whatever is left of the old one', { revokeAt: day(30), doubts: [{ token: 't', sentAt: PROVEN }] }],
  ])('with the new certificate once that is due%s', (_, different) =>
    expect(resumed(different, 61)).toEqual({ certificateArn: 'arn:new', startedBy: 'guard' }),
  );

  test.each(['acm-import', 'export'] as const)('with the ARN that %s kept', (strategy) =>
    expect(resumed({ strategy }, 61)).toEqual({ certificateArn: replaces.certificateArn, startedBy: 'guard' }),
  );
});
