import { budgetReport, type BudgetPorts } from '../../cli/budget/budget.ts';
import { budgetJson, budgetText } from '../../cli/budget/text.ts';
import { noColors } from '../../cli/text/colors.ts';
import type { AuthorityDescription } from '../../core/domain/authorities/authority.ts';
import { known, unknown, type Fact } from '../../core/domain/fact.ts';
import { AUTHORITY_ARN, PKI } from '../builders/accounts.ts';
import { aDescription } from '../builders/authority-facts.ts';
import { errorsIn, schemaOf } from '../builders/schemas.ts';
import { CALLER } from './kit/region.ts';

const NOW = '2026-11-28T12:30:00.000Z';
const SHORT = AUTHORITY_ARN.replace('11111111', '22222222');
const GONE = AUTHORITY_ARN.replace('11111111', '33333333');

const DESCRIBED = new Map<string, AuthorityDescription>([
  [AUTHORITY_ARN, aDescription({ commonName: 'Payments CA' })],
  [SHORT, aDescription({ usageMode: 'SHORT_LIVED_CERTIFICATE', status: 'DISABLED' })],
  [GONE, aDescription({ status: 'DELETED' })],
]);

const reported = (
  issued: ReadonlyMap<string, number> = new Map(),
  listed: Fact<ReadonlyMap<string, AuthorityDescription>> = known(DESCRIBED),
) => {
  const ports: BudgetPorts = {
    authorities: { authoritiesIn: () => Promise.resolve(listed) },
    ledger: { issuedIn: (month) => Promise.resolve(month === '2026-11' ? issued : new Map()) },
    budgets: {
      usageOf: (arn) => Promise.resolve(arn === AUTHORITY_ARN ? { used: 50, waiting: 12 } : { used: 0, waiting: 0 }),
    },
    limits: { perAuthorityAndHour: 50, perGeneration: 3 },
  };
  return budgetReport(ports, CALLER, 'eu-west-1', NOW);
};

test('each CA has its hour, its limit, who waits, and its month; deleted ones are left out', async () => {
  const report = await reported(
    new Map([
      [AUTHORITY_ARN, 1001],
      [SHORT, 10],
    ]),
  );
  expect(report.authorities).toEqual([
    { arn: AUTHORITY_ARN, commonName: 'Payments CA', status: 'ACTIVE', used: 50, waiting: 12, limit: 50, issued: 1001 },
    expect.objectContaining({ arn: SHORT, status: 'DISABLED', used: 0, issued: 10 }),
  ]);
  // 1,000 at $0.75, one at $0.35; ten short-lived at $0.058.
  expect(report.cost).toEqual([{ region: 'eu-west-1', certificates: 1011, dollars: 750.93 }]);
  const text = budgetText(report, noColors);
  expect(text).toMatch(/50 +50 +12 +1001 +arn:\S+ Payments CA$/m);
  expect(text).toContain('Private CA asks for the certificates of 2026-11: 1011 certificates in eu-west-1, $750.93.');
});

test('a deleted CA that was asked in this month is not forgotten', async () => {
  expect((await reported(new Map([[GONE, 2]]))).authorities.map(({ arn }) => arn)).toContain(GONE);
});

test('where the CAs can’t be listed, those that were asked are shown, and the cost at most', async () => {
  const why = {
    kind: 'access-denied',
    operation: 'acm-pca:ListCertificateAuthorities',
    account: PKI,
    message: 'no',
  } as const;
  const report = await reported(new Map([[SHORT, 10]]), unknown(why));
  expect(report.authorities).toMatchObject([{ arn: SHORT, issued: 10 }]);
  expect(report.cost).toMatchObject([{ dollars: 7.5 }]);
  expect(report.unreadable).toMatchObject([{ operation: why.operation }]);
  expect(budgetText(report, noColors)).toContain('Not read: acm-pca:ListCertificateAuthorities');
});

test('a region without CAs says so', async () => {
  const text = budgetText(await reported(new Map(), known(new Map())), noColors);
  expect(text).toContain('There is no CA in eu-west-1');
  expect(text).toContain('nothing was issued yet');
});

test('no CA’s name moves the cursor, and the JSON is what its schema says', async () => {
  const hostile = known(new Map([[AUTHORITY_ARN, aDescription({ commonName: `\u001b[2J\u202e${'x'.repeat(500)}` })]]));
  const report = await reported(new Map([[AUTHORITY_ARN, 1]]), hostile);
  expect(budgetText(report, noColors)).not.toMatch(/[\u001b\u202e]/);
  expect(errorsIn(schemaOf('issuing-budget.v1'), JSON.parse(budgetJson(report)))).toEqual([]);
});
