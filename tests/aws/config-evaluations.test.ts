import { configClient } from '../../core/aws/clients.ts';
import { ConfigEvaluations } from '../../core/aws/config-evaluations.ts';
import type { Evaluation } from '../../core/domain/compliance/compliance.ts';
import { failure, output, StubAws } from '../fakes/stub-aws.ts';

const stub = new StubAws();
beforeAll(() => stub.start());
afterAll(() => stub.stop());
afterEach(() => stub.clear());

const AT = '2026-11-22T10:00:00.000Z';
const evaluation = (number: number): Evaluation => ({
  resourceType: 'AWS::ACM::Certificate',
  resourceId: `arn:${number}`,
  compliance: 'COMPLIANT',
  annotation: 'Renewable: ACM will renew it.',
});
const some = (count: number) => Array.from({ length: count }, (_, number) => evaluation(number));
const put = (count: number, token = 'token') =>
  new ConfigEvaluations(configClient('eu-west-1')).putEvaluations(some(count), token, AT);
const sizes = () => stub.calls.map(({ input }) => (input['Evaluations'] as unknown[]).length);
const idsOf = (call: number) =>
  (stub.calls[call]!.input['Evaluations'] as { ComplianceResourceId: string }[]).map(
    (each) => each.ComplianceResourceId,
  );

test.each([
  [0, [0]],
  [1, [1]],
  [100, [100]],
  [101, [100, 1]],
  [250, [100, 100, 50]],
])('%s evaluations are told in calls of %j', async (count, expected) => {
  stub.on('PutEvaluations', output({}));
  await put(count);
  expect(sizes()).toEqual(expected);
  expect(stub.calls.flatMap((_, call) => idsOf(call))).toEqual(some(count).map(({ resourceId }) => resourceId));
});

test('an evaluation has the members that Config documents', async () => {
  stub.on('PutEvaluations', output({}));
  await put(1);
  expect(stub.calls[0]!.input).toEqual({
    ResultToken: 'token',
    Evaluations: [
      {
        ComplianceResourceType: 'AWS::ACM::Certificate',
        ComplianceResourceId: 'arn:0',
        ComplianceType: 'COMPLIANT',
        Annotation: 'Renewable: ACM will renew it.',
        OrderingTimestamp: Date.parse(AT) / 1000,
      },
    ],
  });
});

test('a run by hand is a test for Config', async () => {
  stub.on('PutEvaluations', output({}));
  await put(1, 'TESTMODE');
  expect(stub.calls[0]!.input).toMatchObject({ ResultToken: 'TESTMODE', TestMode: true });
});

const failed = (...numbers: readonly number[]) =>
  output({
    FailedEvaluations: numbers.map((number) => ({
      ComplianceResourceType: 'AWS::ACM::Certificate',
      ComplianceResourceId: `arn:${number}`,
      ComplianceType: 'COMPLIANT',
      Annotation: 'Renewable: ACM will renew it.',
      OrderingTimestamp: Date.parse(AT) / 1000,
    })),
  });

test('what Config did not take is told again, alone', async () => {
  stub.on('PutEvaluations', failed(2, 5), failed(5), output({}));
  await put(10);
  expect(stub.calls.map((_, call) => idsOf(call).length)).toEqual([10, 2, 1]);
  expect(idsOf(2)).toEqual(['arn:5']);
  expect(stub.calls[2]!.input).toMatchObject({ Evaluations: [{ OrderingTimestamp: Date.parse(AT) / 1000 }] });
});

test('what Config does not take time and again is an error, after all others were told', async () => {
  stub.on('PutEvaluations', ...Array.from({ length: 4 }, () => failed(7, 9)), output({}));
  await expect(put(150)).rejects.toMatchObject({
    name: 'AwsUnavailable',
    message: 'config:PutEvaluations left 2 evaluations untaken, the first of arn:7',
  });
  expect(sizes()).toEqual([100, 2, 2, 2, 50]);
});

test.each([
  ['InvalidResultTokenException', 'AwsRefused'],
  ['AccessDeniedException', 'AwsRefused'],
  ['ThrottlingException', 'AwsUnavailable'],
])('%s is told as %s', async (error, name) => {
  stub.on('PutEvaluations', failure(error));
  await expect(put(1)).rejects.toMatchObject({ name });
});

const result = (ResourceId: string) => ({
  ComplianceType: 'COMPLIANT',
  EvaluationResultIdentifier: {
    EvaluationResultQualifier: { ConfigRuleName: 'rule', ResourceType: 'AWS::ACM::Certificate', ResourceId },
  },
});
const before = () => new ConfigEvaluations(configClient('eu-west-1')).evaluatedBefore('rule');

test('what a rule has an evaluation of is listed over all pages, but for what is not applicable', async () => {
  stub.on(
    'GetComplianceDetailsByConfigRule',
    output({ EvaluationResults: [result('arn:1')], NextToken: 'one' }),
    output({ EvaluationResults: [result('arn:2'), {}] }),
  );
  expect(await before()).toEqual([
    { resourceType: 'AWS::ACM::Certificate', resourceId: 'arn:1' },
    { resourceType: 'AWS::ACM::Certificate', resourceId: 'arn:2' },
  ]);
  expect(stub.calls.map(({ input }) => input)).toEqual([
    { ConfigRuleName: 'rule', ComplianceTypes: ['COMPLIANT', 'NON_COMPLIANT'], Limit: 100 },
    { ConfigRuleName: 'rule', ComplianceTypes: ['COMPLIANT', 'NON_COMPLIANT'], Limit: 100, NextToken: 'one' },
  ]);
});

test('a listing that does not end, or a rule that is not there, is an error', async () => {
  stub.on('GetComplianceDetailsByConfigRule', output({ EvaluationResults: [], NextToken: 'again' }));
  await expect(before()).rejects.toMatchObject({ name: 'AwsUnavailable' });
  stub.on('GetComplianceDetailsByConfigRule', failure('NoSuchConfigRuleException'));
  await expect(before()).rejects.toMatchObject({ name: 'AwsRefused' });
});
