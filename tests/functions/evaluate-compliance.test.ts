import type { ConfigResource, Evaluation } from '../../core/domain/compliance/compliance.ts';
import type { CertificateFinding } from '../../core/domain/findings/certificate-finding.ts';
import type { Finding } from '../../core/domain/findings/finding.ts';
import type { CertificateRecord } from '../../core/domain/inventory/certificate-record.ts';
import { configEvent } from '../../core/runtime/config-event.ts';
import { parseInput } from '../../core/runtime/parse-input.ts';
import { evaluateCompliance } from '../../functions/evaluate-compliance/evaluate-compliance.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI } from '../builders/accounts.ts';
import { anAuthorityRecord } from '../builders/compliance.ts';
import { anItem, changed, oversized, scheduled } from '../builders/config-events.ts';
import { aCoverageFinding } from '../builders/coverage.ts';
import { aCertificateFinding, aFinding } from '../builders/findings.ts';
import { aRecord } from '../builders/inventory.ts';
import { MovableClock } from '../fakes/movable-clock.ts';
import { FakeCoverage } from '../fakes/sweep-coverage.ts';
import { FakeAuthorityInventory, FakeInventory } from '../fakes/sweep-inventory.ts';

const CERTIFICATE = 'AWS::ACM::Certificate';
const AUTHORITY = 'AWS::ACMPCA::CertificateAuthority';
const { resourceId: ARN } = anItem();
const numbered = (number: number) => ARN.replace(/.{4}$/, String(number).padStart(4, '0'));

let inventory: FakeInventory;
let authorities: FakeAuthorityInventory;
let coverage: FakeCoverage;
let open: CertificateFinding[];
let ofAuthority: Finding[];
let before: ConfigResource[];
let askedAbout: string[];
let told: { evaluations: readonly Evaluation[]; resultToken: string; at: string }[];

beforeEach(() => {
  inventory = new FakeInventory(3);
  authorities = new FakeAuthorityInventory();
  coverage = new FakeCoverage();
  [open, ofAuthority, before, askedAbout, told] = [[], [], [], [], []];
});

const run = (event: object) =>
  evaluateCompliance({
    hub: { account: PKI, region: 'eu-west-1' },
    inventory,
    authorityInventory: authorities,
    openFindings: { openCertificateFindings: () => Promise.resolve(open) },
    findings: { of: (arn) => Promise.resolve(ofAuthority.filter(({ authorityArn }) => authorityArn === arn)) },
    coverage,
    mutes: { everyMute: () => Promise.resolve([]) },
    config: {
      putEvaluations: (evaluations, resultToken, at) =>
        Promise.resolve(void told.push({ evaluations, resultToken, at })),
      evaluatedBefore: (rule) => Promise.resolve((askedAbout.push(rule), before)),
    },
    clock: new MovableClock(),
  })(parseInput(configEvent, event));

const hold = (...records: readonly Partial<CertificateRecord>[]) =>
  records.forEach((each) => inventory.records.set(each.arn ?? ARN, aRecord({ arn: ARN, ...each })));
const holdAuthority = (different: Parameters<typeof anAuthorityRecord>[0] = {}) => {
  const record = anAuthorityRecord(different);
  authorities.records.set(record.arn, record);
};
const answers = () =>
  told.flatMap(({ evaluations }) =>
    evaluations.map(({ resourceType, resourceId, compliance }) => `${resourceType} ${resourceId} ${compliance}`),
  );

test('on schedule every CA and certificate of the account and region is told, over all pages of the inventory', async () => {
  holdAuthority();
  hold(...Array.from({ length: 7 }, (_, number) => ({ arn: numbered(number) })));
  open = [aCertificateFinding({ certificateArn: numbered(3), account: PKI })];
  expect(await run(scheduled())).toEqual({ COMPLIANT: 7, NON_COMPLIANT: 1, NOT_APPLICABLE: 0 });
  expect(answers().toSorted()).toEqual(
    [
      `${AUTHORITY} ${AUTHORITY_ARN} COMPLIANT`,
      ...Array.from(
        { length: 7 },
        (_, n) => `${CERTIFICATE} ${numbered(n)} ${n === 3 ? 'NON_COMPLIANT' : 'COMPLIANT'}`,
      ),
    ].toSorted(),
  );
  expect(told).toMatchObject([{ resultToken: 'eyJlbmNyeXB0ZWQi', at: '2026-11-22T10:00:00.000Z' }]);
});

test('of other accounts and regions, of what is gone, and of what Config does not know nothing is told', async () => {
  holdAuthority({ arn: AUTHORITY_ARN.replace('eu-west-1', 'us-east-1'), region: 'us-east-1' });
  holdAuthority({ arn: AUTHORITY_ARN.replace(PKI, PAYMENTS), account: PAYMENTS });
  holdAuthority({ goneAt: '2026-11-20T00:00:00.000Z' });
  hold(
    { arn: numbered(1), account: PAYMENTS },
    { arn: numbered(2), region: 'us-east-1' },
    { arn: numbered(3), goneAt: '2026-11-20T00:00:00.000Z' },
    { arn: `${AUTHORITY_ARN}/certificate/0a`, source: 'acm-pca', kind: 'issued' },
    { arn: 'arn:aws:rolesanywhere:eu-west-1:111122223333:subject/1', source: 'rolesanywhere' },
  );
  await run(scheduled());
  expect(told).toMatchObject([{ evaluations: [] }]);
});

test('what Config has an evaluation of and is not there any more is told to be not applicable', async () => {
  hold({});
  before = [
    { resourceType: CERTIFICATE, resourceId: ARN },
    { resourceType: CERTIFICATE, resourceId: numbered(1) },
    { resourceType: AUTHORITY, resourceId: AUTHORITY_ARN },
  ];
  expect(await run(scheduled())).toEqual({ COMPLIANT: 1, NON_COMPLIANT: 0, NOT_APPLICABLE: 2 });
  expect(askedAbout).toEqual(['renewguard-renewal']);
});

test('a run by hand asks nothing of a rule that may not be there', async () => {
  hold({});
  await run(scheduled({ resultToken: 'TESTMODE' }));
  expect(askedAbout).toEqual([]);
  expect(told).toMatchObject([{ resultToken: 'TESTMODE', evaluations: [{ resourceId: ARN }] }]);
});

test('findings of the CA count for its certificates, those that are resolved don’t', async () => {
  holdAuthority();
  hold({});
  ofAuthority = [aFinding({ state: 'RESOLVED' })];
  expect(await run(scheduled())).toMatchObject({ COMPLIANT: 2 });
  ofAuthority = [aFinding()];
  expect(await run(scheduled())).toMatchObject({ COMPLIANT: 0, NON_COMPLIANT: 2 });
});

test('where the place can’t be read, nothing is compliant; once it could be read again, it is', async () => {
  holdAuthority();
  hold({});
  const gap = aCoverageFinding({ subject: PKI, account: PKI });
  coverage.findings.set('gap', gap);
  expect(await run(scheduled())).toMatchObject({ COMPLIANT: 0, NON_COMPLIANT: 2 });
  coverage.findings.set('gap', { ...gap, state: 'RESOLVED' });
  expect(await run(scheduled())).toMatchObject({ COMPLIANT: 2 });
});

describe('on a change', () => {
  test.each([
    ['whole', changed],
    ['oversized', oversized],
  ])('of a certificate, %s, that certificate is told alone', async (_, event) => {
    hold({}, { arn: numbered(1) });
    before = [{ resourceType: CERTIFICATE, resourceId: numbered(2) }];
    await run(event(anItem()));
    expect(answers()).toEqual([`${CERTIFICATE} ${ARN} COMPLIANT`]);
    expect(told).toMatchObject([{ at: '2026-11-22T09:58:00.000Z' }]);
  });

  test('of a CA, it is told by the id that Config gave it', async () => {
    holdAuthority();
    hold({});
    await run(changed(anItem({ resourceType: AUTHORITY, resourceId: 'its-id', ARN: AUTHORITY_ARN })));
    expect(answers()).toEqual([`${AUTHORITY} its-id COMPLIANT`]);
  });

  test.each([
    ['that is deleted', changed(anItem({ configurationItemStatus: 'ResourceDeleted' }))],
    ['that has left the rule’s scope', changed(anItem(), { eventLeftScope: true })],
    ['of another kind', changed(anItem({ resourceType: 'AWS::EC2::Instance' }))],
  ])('of a resource %s, it is not applicable', async (_, event) => {
    hold({});
    expect(await run(event)).toEqual({ COMPLIANT: 0, NON_COMPLIANT: 0, NOT_APPLICABLE: 1 });
  });

  test.each([
    ['is not in the inventory yet', {}],
    ['is remembered as gone', { goneAt: '2026-11-20T00:00:00.000Z' }],
  ])('of a certificate that %s, Config is answered without an evaluation', async (_, different) => {
    if ('goneAt' in different) hold(different);
    await run(changed(anItem()));
    expect(told).toMatchObject([{ evaluations: [] }]);
  });
});

test('a rule of another account is refused: its token is no use here', async () => {
  await expect(run(scheduled({ accountId: PAYMENTS }))).rejects.toMatchObject({
    name: 'InvalidInput',
    field: 'accountId',
  });
  expect(told).toEqual([]);
});
