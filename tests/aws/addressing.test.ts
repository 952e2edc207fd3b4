import { Addressing } from '../../core/aws/addressing.ts';
import type { Table } from '../../core/aws/table.ts';
import type { Channel } from '../../core/domain/alerts/channel.ts';
import { drillNotice } from '../../core/domain/drill/drill-notice.ts';
import { certificateNotice } from '../../core/domain/findings/certificate-notice.ts';
import type { OutgoingNotice } from '../../core/domain/findings/outgoing-notice.ts';
import { aCertificateFinding } from '../builders/findings.ts';

/** No route is asked about what only programs hear of: nothing is read. */
const channelsOf = (notice: OutgoingNotice, ofFindings?: readonly Channel[]) =>
  new Addressing({} as Table, '', () => 0, ofFindings).channelsOf({ ...notice, audience: 'programs' });

const opened = certificateNotice({ finding: aCertificateFinding(), notice: 'opened' });
const drill = drillNotice({ id: 'd' }, opened, {
  verdict: 'granted',
  reason: 'Granted',
  isWell: true,
});

test('Security Hub hears of a finding that people are not told of, before the bus starts who sends it', async () => {
  expect(await channelsOf(opened, ['security-hub'])).toEqual(['security-hub', 'bus']);
});

test.each([
  ['where it is switched off, of nothing', opened, undefined],
  ['of no drill', drill, ['security-hub'] as const],
  ['of nothing but findings', { ...opened, detailType: 'RenewGuard Certificate Reissued' }, ['security-hub'] as const],
])('Security Hub hears %s', async (_, notice, ofFindings) => {
  expect(await channelsOf(notice, ofFindings)).toEqual(['bus']);
});
