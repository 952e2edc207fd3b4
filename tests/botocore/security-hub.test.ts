import { securityHubClient } from '../../core/aws/clients.ts';
import { SecurityHub } from '../../core/aws/security-hub.ts';
import { certificateNotice } from '../../core/domain/findings/certificate-notice.ts';
import { coverageNotice } from '../../core/domain/findings/coverage-notice.ts';
import { noticeOf } from '../../core/domain/findings/notice.ts';
import { PKI } from '../builders/accounts.ts';
import { HOSTILE_TEXTS } from '../builders/any-text.ts';
import { aCoverageFinding } from '../builders/coverage.ts';
import { aCertificateFinding, aFinding } from '../builders/findings.ts';
import { SecurityHubStandIn } from '../fakes/security-hub-stand-in.ts';
import { breachesOf, type Request } from './breaches.ts';

let standIn: SecurityHubStandIn;
beforeAll(async () => {
  standIn = await SecurityHubStandIn.startForClients();
});
afterAll(() => standIn.stop());
beforeEach(() => standIn.clear());

const wired = (): readonly Request[] => standIn.calls.map(({ operation, input }) => ['securityhub', operation, input]);

const NAMES = ['   ', ...HOSTILE_TEXTS];

test('what Security Hub is told fits its model, whatever certificates are called, of every kind and state', async () => {
  const ofCertificates = NAMES.map((domainName, number) => {
    const certificateArn = `arn:aws:acm:eu-west-1:${PKI}:certificate/${number}`;
    const message = `ACM may not renew ${domainName}`;
    return certificateNotice({
      finding: aCertificateFinding({ certificateArn, domainName, message, remedy: [message] }),
      notice: 'opened',
    });
  });
  const over = { state: 'RESOLVED', version: 2, resolution: 'mended', resolvedAt: '2026-11-23T10:00:00.000Z' } as const;
  const others = [
    noticeOf({ finding: aFinding(), notice: 'opened' }),
    noticeOf({ finding: aFinding({ ...over, code: 'AuthorityNotActive' }), notice: 'resolved' }),
    coverageNotice({ finding: aCoverageFinding(), notice: 'opened' }),
    coverageNotice({ finding: aCoverageFinding({ ...over, code: 'RegionUnreadable' }), notice: 'resolved' }),
  ];
  const hub = new SecurityHub(securityHubClient('eu-west-1'), { account: PKI, region: 'eu-west-1', partition: 'aws' });
  const subjects = [...ofCertificates, ...others].map((notice) => [notice]);
  expect(await hub.send(subjects)).toEqual(subjects.map(() => undefined));
  expect(wired().map(([, operation]) => operation)).toEqual([
    'BatchImportFindings',
    'BatchUpdateFindings',
    'BatchUpdateFindings',
  ]);
  expect(breachesOf(wired())).toEqual(['', '', '']);
});

test('the model tells of a finding that lacks something, and of a state that is none', () => {
  const told = (operation: string, input: object): Request => ['securityhub', operation, input];
  const [lacking, wrong] = breachesOf([
    told('BatchImportFindings', { Findings: [{ Id: 'x', RecordState: 'ACTIVE' }] }),
    told('BatchUpdateFindings', {
      FindingIdentifiers: [{ Id: 'x', ProductArn: 'y' }],
      Workflow: { Status: 'FORGOTTEN' },
    }),
  ]);
  expect(lacking).toContain('Missing required parameter in Findings[0]: "ProductArn"');
  expect(wrong).toBe(".Workflow.Status: 'FORGOTTEN' is none of its values");
});
