import { createPrivateKey } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { ExportCertificateCommand } from '@aws-sdk/client-acm';
import { activeRoot, activeSubordinate, chainOf, issuance, issued, template } from '../kit/authorities.ts';
import { requested } from '../kit/certificates.ts';
import { type Bench, freshAccount, startBench } from '../kit/emulator.ts';
import { newCsr } from '../kit/openssl.ts';

/** A certificate with the chain to send along, and its key. */
interface Pair {
  readonly cert: string;
  readonly key: string;
}

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

/** What ACM exported, its key decrypted. */
async function exportedPair(
  acm: ReturnType<Bench['acm']>,
  CertificateAuthorityArn: string,
  KeyAlgorithm: 'RSA_2048' | 'EC_prime256v1',
): Promise<Pair> {
  const { CertificateArn } = await requested(acm, { CertificateAuthorityArn, KeyAlgorithm });
  const command = new ExportCertificateCommand({ CertificateArn, Passphrase: Buffer.from('passphrase') });
  const { Certificate = '', CertificateChain = '', PrivateKey = '' } = await acm.send(command);
  const key = createPrivateKey({ key: PrivateKey, passphrase: 'passphrase' });
  return { cert: `${Certificate}\n${CertificateChain}`, key: key.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

/**
 * A TLS server that wants a client's certificate, and a client that shows one; both trust the root alone. What the server
 * makes of the client is read from its socket: to be turned away says no reason.
 */
async function handshake(server: Pair, client: Pair, ca: string) {
  const listening = createServer({ ...server, ca, requestCert: true, rejectUnauthorized: false });
  listening.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  try {
    const met = once(listening, 'secureConnection') as Promise<[TLSSocket]>;
    const socket = connect({ ...client, ca, port, host: '127.0.0.1', servername: 'www.example.com' });
    await once(socket, 'secureConnect');
    const [incoming] = await met;
    const seen = {
      server: [socket.authorized, socket.getPeerCertificate().subject.CN],
      client: [incoming.authorized, incoming.getPeerCertificate().subject.CN],
      complaint: incoming.authorizationError,
    };
    socket.destroy();
    incoming.destroy();
    return seen;
  } finally {
    listening.close();
  }
}

test.each(['EC_prime256v1', 'RSA_2048'] as const)(
  'server and client with %s keys prove themselves to each other, one by ACM’s export, one by acm-pca',
  async (key) => {
    const account = freshAccount();
    const pca = bench.pca(account);
    const root = await activeRoot(pca, { key });
    const below = await activeSubordinate(pca, root, { key, parentKey: key });
    const server = await exportedPair(bench.acm(account), below, key);
    const robot = newCsr({ subject: ['CN=robot.example.com'], key: key === 'RSA_2048' ? 'rsa' : 'ec' });
    const leaf = await issued(
      pca,
      issuance(below, {
        Csr: Buffer.from(robot.csr),
        SigningAlgorithm: key === 'RSA_2048' ? 'SHA256WITHRSA' : 'SHA256WITHECDSA',
        TemplateArn: template('EndEntityClientAuthCertificate'),
      }),
    );
    const client = { cert: `${leaf.Certificate}\n${leaf.CertificateChain}`, key: robot.key };
    const { certificate } = await chainOf(pca, root);
    expect(await handshake(server, client, certificate)).toEqual({
      server: [true, 'www.example.com'],
      client: [true, 'robot.example.com'],
      complaint: null,
    });
  },
);

test('a client whose certificate is for servers only is not authorised', async () => {
  const account = freshAccount();
  const pca = bench.pca(account);
  const root = await activeRoot(pca);
  const server = await exportedPair(bench.acm(account), root, 'EC_prime256v1');
  const made = newCsr();
  const wish = { Csr: Buffer.from(made.csr), TemplateArn: template('EndEntityServerAuthCertificate') };
  const { Certificate: cert = '' } = await issued(pca, issuance(root, wish));
  const { certificate } = await chainOf(pca, root);
  expect(await handshake(server, { cert, key: made.key }, certificate)).toEqual({
    server: [true, 'www.example.com'],
    client: [false, 'leaf.example.com'],
    complaint: 'INVALID_PURPOSE',
  });
});
