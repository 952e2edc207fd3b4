import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ecAuthority } from './authority.ts';
import { type Client, inParallel } from './client.ts';

const CONNECTIONS = 16;

/** A request for a new EC key, made by OpenSSL: none of the emulator's own code. */
async function ecRequest(): Promise<Buffer> {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', '/dev/null'];
  const { stdout } = await promisify(execFile)('openssl', ['req', '-new', ...key, '-subj', '/CN=bench.example.com']);
  return Buffer.from(stdout);
}

/** IssueCertificate calls a second, each a certificate of its own, over so many connections. */
export async function issuesPerSecond(client: Client, count: number): Promise<number> {
  const CertificateAuthorityArn = await ecAuthority(client);
  const Csr = (await ecRequest()).toString('base64');
  const input = {
    CertificateAuthorityArn,
    Csr,
    SigningAlgorithm: 'SHA256WITHECDSA',
    Validity: { Type: 'DAYS', Value: 30 },
  };
  const issue = () => client.call('ACMPrivateCA.IssueCertificate', input);
  await inParallel(200, CONNECTIONS, issue); // What V8 has not compiled yet is not what is measured.
  const since = performance.now();
  await inParallel(count, CONNECTIONS, issue);
  return (count / (performance.now() - since)) * 1000;
}
