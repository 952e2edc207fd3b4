import { countOpen } from '../../functions/conclude-sweep/conclude-sweep.ts';
import type { CertificateFinding } from '../../core/domain/findings/certificate-finding.ts';
import { aCertificateFinding } from '../builders/certificates.ts';

async function* pages(...all: readonly (readonly CertificateFinding[])[]) {
  yield* all;
  await Promise.resolve();
}

const NOW = '2026-11-28T12:00:00.000Z';
const finding = (severity: 'critical' | 'high', outage: string) => aCertificateFinding({ severity, outage });

async function counted(open: AsyncIterable<readonly CertificateFinding[]>): Promise<Record<string, number>> {
  const told: Record<string, number> = {};
  await countOpen((metric, amount = 1) => void (told[metric] = amount), open, NOW);
  return told;
}

test('the end of a sweep tells what is open by severity, and the days to the next outage', async () => {
  const one = [finding('critical', '2026-12-08T12:00:00.000Z')];
  const other = [finding('high', '2026-12-03T13:00:00.000Z'), finding('high', '2026-12-31T00:00:00.000Z')];
  expect(await counted(pages(one, other))).toEqual({
    OpenCritical: 1,
    OpenHigh: 2,
    OpenMedium: 0,
    OpenLow: 0,
    DaysToNextOutage: 5,
  });
});

test('with no outage ahead no days are told: none is not zero', async () => {
  expect(await counted(pages())).toEqual({ OpenCritical: 0, OpenHigh: 0, OpenMedium: 0, OpenLow: 0 });
});
