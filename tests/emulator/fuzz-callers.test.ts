import fc from 'fast-check';
import { anything } from './kit/anything.ts';
import { imported } from './kit/certificates.ts';
import { type Bench, startBench } from './kit/emulator.ts';
import { signature, wire } from './kit/wire.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
  await imported(bench.acm('111122223333'));
});
afterAll(() => bench.stop());

test('no filter statement, however built, does', async () => {
  let done = 0;
  const known = fc.constantFrom<object>(
    { Filter: { AcmCertificateMetadataFilter: { Type: 'IMPORTED' } } },
    { Filter: { X509AttributeFilter: { NotAfter: { Start: 1 } } } },
    { Filter: {} },
  );
  const { statement } = fc.letrec((tie) => ({
    statement: fc.oneof(
      { depthSize: 'medium' },
      known,
      anything(),
      fc.record({ Not: tie('statement') }),
      fc.record({ And: fc.array(tie('statement'), { maxLength: 3 }) }),
      fc.record({ Or: fc.array(tie('statement'), { maxLength: 3 }), Filter: anything() }, { requiredKeys: ['Or'] }),
    ),
  }));
  await fc.assert(
    fc.asyncProperty(statement, async (FilterStatement) => {
      const { status } = await wire(bench.url, 'acm', 'SearchCertificates', { FilterStatement });
      if (status === 200) done++;
      else expect(status).toBe(400);
    }),
    { numRuns: 300 },
  );
  // The fuzz is worth something only when some of its statements get through.
  expect(done).toBeGreaterThan(0);
});

test('no form and no target of another service does', async () => {
  const services = fc.constantFrom('sts', 'iam', 'organizations', 'sns', 'ec2', 's3', 'monitoring', 'acm');
  const types = fc.constantFrom('application/x-www-form-urlencoded', 'application/x-amz-json-1.0', 'text/plain');
  const header = fc.string({ unit: 'grapheme-ascii', maxLength: 20 }).map((text) => text.trim());
  const target = fc.oneof(header, fc.constant('AWSOrganizationsV20161128.DescribeOrganization'));
  const body = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: 'binary' }).map((text) => `Action=GetRole&RoleName=${encodeURIComponent(text)}`),
  );
  await fc.assert(
    fc.asyncProperty(services, types, target, body, async (service, type, aim, sent) => {
      const headers = { 'content-type': type, 'x-amz-target': aim, authorization: signature(service) };
      const { status } = await fetch(bench.url, { method: 'POST', headers, body: sent });
      // S3 says 501 of what it has not.
      expect(service === 's3' && status === 501 ? 400 : status).toBeLessThan(500);
    }),
    { numRuns: 300 },
  );
});
