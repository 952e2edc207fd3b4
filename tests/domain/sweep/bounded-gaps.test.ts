import type { Unreadable } from '../../../core/domain/fact.ts';
import { boundedGaps } from '../../../core/domain/sweep/bounded-gaps.ts';
import { PAYMENTS, PKI } from '../../builders/accounts.ts';

const gap = (different: Partial<Unreadable> = {}): Unreadable => ({
  kind: 'throttled',
  operation: 'acm:DescribeCertificate',
  account: PKI,
  message: 'Rate exceeded',
  ...different,
});
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));

test('what could not be read is told once, in its order', () => {
  const [one, other] = [gap(), gap({ operation: 'acm-pca:GetPolicy' })];
  expect(boundedGaps([one, other, one, gap(), other])).toEqual([one, other]);
  expect(boundedGaps([])).toEqual([]);
});

test('the same of another account, kind or message is another', () => {
  const all = [gap(), gap({ account: PAYMENTS }), gap({ kind: 'access-denied' }), gap({ message: 'Slow down' })];
  expect(boundedGaps(all)).toEqual(all);
});

test('where there are too many, one of each kind, operation and account is told: none hides behind the many', () => {
  const many = times(500, (index) => gap({ message: `of certificate ${index}` }));
  const denied = gap({ kind: 'access-denied', operation: 'iam:ListServerCertificates' });
  expect(boundedGaps([...many, denied])).toEqual([many[0], denied]);
  expect(boundedGaps([...many.slice(0, 49), denied])).toHaveLength(50);
});

test('there are never more than fifty, whatever there is; the same again is the same', () => {
  const all = times(300, (index) => gap({ operation: `any:Operation${index}`, message: 'x'.repeat(3000) }));
  const kept = boundedGaps(all);
  expect(kept).toHaveLength(50);
  expect(kept.every(({ message }) => message.length === 500)).toBe(true);
  expect(boundedGaps(kept)).toEqual(kept);
  expect(boundedGaps([...kept, ...all])).toHaveLength(50);
});
