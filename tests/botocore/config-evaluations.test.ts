import { configClient } from '../../core/aws/clients.ts';
import { ConfigEvaluations } from '../../core/aws/config-evaluations.ts';
import { authorityEvaluation, certificateEvaluation, notApplicable } from '../../core/domain/compliance/compliance.ts';
import { PKI } from '../builders/accounts.ts';
import { HOSTILE_TEXTS } from '../builders/any-text.ts';
import { anAuthorityRecord, complianceFacts } from '../builders/compliance.ts';
import { aCertificateFinding } from '../builders/findings.ts';
import { aRecord } from '../builders/inventory.ts';
import { output, StubAws } from '../fakes/stub-aws.ts';
import { readTemplate, resourcesOf } from '../template/template.ts';
import { breachesOf, type Request } from './breaches.ts';

const stub = new StubAws();
beforeAll(() => stub.start());
afterAll(() => stub.stop());
beforeEach(() => {
  stub.clear();
  stub.on('PutEvaluations', output({}));
  stub.on('GetComplianceDetailsByConfigRule', output({ EvaluationResults: [] }));
});

const { arn } = aRecord();
const config = () => new ConfigEvaluations(configClient('eu-west-1'));
const wired = (): readonly Request[] => stub.calls.map(({ operation, input }) => ['config', operation, input]);

test('what Config is told fits its model, whatever messages say, with 250 of them and with none', async () => {
  const evaluations = Array.from({ length: 250 }, (_, number) => {
    const message = HOSTILE_TEXTS[number % HOSTILE_TEXTS.length]!;
    const finding = aCertificateFinding({ certificateArn: arn, account: PKI, message });
    return certificateEvaluation(aRecord(), complianceFacts({ certificateFindings: new Map([[arn, finding]]) }));
  });
  await config().putEvaluations(evaluations, 'token', '2026-11-22T10:00:00.000Z');
  await config().putEvaluations(
    [
      certificateEvaluation(aRecord(), complianceFacts()),
      authorityEvaluation(anAuthorityRecord(), complianceFacts()),
      notApplicable({ resourceType: 'AWS::ACM::Certificate', resourceId: arn }, 'it is gone.'),
    ],
    'TESTMODE',
    '2026-11-22T10:00:00.000Z',
  );
  await config().putEvaluations([], 'token', '2026-11-22T10:00:00.000Z');
  await config().evaluatedBefore('renewguard-renewal');
  expect(wired().map(([, operation]) => operation)).toEqual([
    ...Array.from({ length: 5 }, () => 'PutEvaluations'),
    'GetComplianceDetailsByConfigRule',
  ]);
  expect(breachesOf(wired())).toEqual(wired().map(() => ''));
});

test('the model tells of an annotation that is too long, and of an answer that is none', () => {
  const told = (Annotation: string, ComplianceType = 'COMPLIANT'): Request => {
    const evaluation = { ComplianceResourceType: 'x', ComplianceResourceId: 'y', ComplianceType, Annotation };
    return ['config', 'PutEvaluations', { ResultToken: 't', Evaluations: [{ ...evaluation, OrderingTimestamp: 1 }] }];
  };
  expect(breachesOf([told('x'), told('x'.repeat(257)), told('x', 'FINE'), told('')])).toEqual([
    '',
    '.Evaluations[0].Annotation: 257 are more than 256',
    ".Evaluations[0].ComplianceType: 'FINE' is none of its values",
    expect.stringContaining('Annotation'),
  ]);
});

test('the rules of the stack and of the conformance pack are such as Config takes', () => {
  const pack = readTemplate('docs/conformance-pack.yaml').Resources;
  const rules = [
    ...resourcesOf('AWS::Config::ConfigRule').map(([, properties]) => properties),
    ...Object.values(pack).map(({ Properties }) => Properties),
  ] as unknown as readonly { readonly Source: object }[];
  const requests = rules.map((rule): Request => {
    const Source = { ...rule.Source, SourceIdentifier: 'arn:aws:lambda:eu-west-1:111122223333:function:x' };
    return ['config', 'PutConfigRule', { ConfigRule: { ...rule, ConfigRuleName: 'renewguard-renewal', Source } }];
  });
  expect(requests).toHaveLength(2);
  expect(breachesOf(requests)).toEqual(['', '']);
});
