import { DeleteCertificateCommand, RequestCertificateCommand } from '@aws-sdk/client-acm';
import { countCertificate } from '../../local/pki-emulator/src/acm/certificate-quotas.ts';
import { State } from '../../local/pki-emulator/src/state/state.ts';
import type { Call } from '../../local/pki-emulator/src/wire/call.ts';
import { activeRoot } from './kit/authorities.ts';
import { imported, requested } from './kit/certificates.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { signature, wire } from './kit/wire.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

const request = () => new RequestCertificateCommand({ DomainName: 'www.example.com', ValidationMethod: 'DNS' });

test('with quotas on, an account has 2,500 public certificates at most, and private and imported ones beside them', async () => {
  const account = freshAccount();
  const acm = bench.acm(account);
  const root = await activeRoot(bench.pca(account));
  // By hand: the SDK takes three times as long.
  const asked = { DomainName: 'www.example.com', ValidationMethod: 'DNS' };
  const one = () => wire(bench.url, 'acm', 'RequestCertificate', asked, { authorization: signature('acm', account) });
  for (let made = 0; made < 2500; made += 50) await Promise.all(Array.from({ length: 50 }, one));
  const { CertificateArn } = await acm.send(request());
  expect(await bench.admin('POST', '/quotas', { enabled: true })).toMatchObject({ status: 200 });
  await acm.send(new DeleteCertificateCommand({ CertificateArn }));
  await expect(acm.send(request())).rejects.toMatchObject({
    name: 'LimitExceededException',
    message: 'Cannot request more certificates in this account. Contact Customer Service for details',
  });
  await imported(acm);
  expect(await bench.admin('POST', '/quotas', { enabled: false })).toMatchObject({ status: 200 });
  expect(await requested(acm, { CertificateAuthorityArn: root })).toMatchObject({ Status: 'ISSUED' });
  await acm.send(request());
});

describe('in 365 days an account', () => {
  const DAY_MILLISECONDS = 86_400_000;
  /** A call to an emulator that has nothing but what counts. */
  function counted() {
    let now = Date.UTC(2026, 0, 1);
    const quotas = { enabled: true };
    const world = { state: new State(), clock: { now: () => new Date(now) }, quotas };
    const call = { account: '111122223333', region: 'eu-west-1', world } as unknown as Call;
    return { call, quotas, pass: (days: number) => void (now += days * DAY_MILLISECONDS) };
  }
  const refused = 'Error: you have reached your limit of 5000 certificates in the last year.';

  test.each(['requests', 'imports'] as const)('has 5,000 %s at most, whether or not it kept them', (kind) => {
    const { call, pass } = counted();
    countCertificate(kind, call);
    pass(1);
    for (let made = 1; made < 5000; made++) countCertificate(kind, call);
    expect(() => countCertificate(kind, call)).toThrow(refused);
    pass(364);
    countCertificate(kind, call);
    expect(() => countCertificate(kind, call, true)).toThrow(refused);
  });

  test('has as many as it likes while quotas are off, but they count when they are on again', () => {
    const { call, quotas } = counted();
    quotas.enabled = false;
    for (let made = 0; made < 6000; made++) countCertificate('requests', call);
    quotas.enabled = true;
    expect(() => countCertificate('requests', call)).toThrow(refused);
    countCertificate('imports', call);
  });
});
