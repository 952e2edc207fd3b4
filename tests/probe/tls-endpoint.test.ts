import { createPublicKey, X509Certificate } from 'node:crypto';
import { createServer as createPlainServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions, type TLSSocket } from 'node:tls';
import { TlsEndpoint } from '../../core/probe/tls-endpoint.ts';
import { nameOf } from '../../local/pki-emulator/src/x509/names.ts';
import { keyPem, newKey, PrivateAuthority, templateArn, templateNamed } from '../builders/private-authority.ts';

const NOW = new Date();
const DAY = 86_400_000;
const probe = new TlsEndpoint(1000);

const servers: { close(): unknown }[] = [];
const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** Starts a server on a loopback port. */
async function listening(server: Server, host = '127.0.0.1'): Promise<string> {
  servers.push(server);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

let authority: PrivateAuthority;
beforeAll(async () => void (authority = await PrivateAuthority.make(NOW)));

/** A certificate with its key; `days`: until it ends. */
async function identity(name: string, days = 30) {
  const key = newKey('ECDSA');
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const certified = { subject: nameOf({ CommonName: name }), spki, extensions: [] };
  const template = templateNamed(templateArn('EndEntityCertificate'))!;
  const times = {
    now: NOW,
    notAfter: new Date(NOW.getTime() + days * DAY),
    notBefore: new Date(NOW.getTime() - 9 * DAY),
  };
  const { certificate, chain } = await authority.certify(certified, template, times);
  return { key: keyPem(key), cert: `${certificate}\n${chain}`, certificate };
}

const tls = (options: TlsOptions, onConnection?: (socket: TLSSocket) => void) =>
  createTlsServer(options, onConnection).on('tlsClientError', () => undefined);

/** It takes what it is sent: else it would not notice that the other side hung up. */
const plain = (onConnection: (socket: Socket) => void) => createPlainServer((socket) => onConnection(socket.resume()));

const serialOf = (pem: string) => new X509Certificate(pem).serialNumber;

async function seenAt(endpoint: string, serverName?: string): Promise<string> {
  const served = await probe.served(endpoint, serverName);
  if ('unseen' in served) throw new Error(served.unseen);
  return serialOf(served.pem);
}

test.each([
  ['whose CA nobody knows', 30],
  ['that has expired', -1],
])('a certificate %s is seen, and the connection is closed', async (_, days) => {
  const { certificate, ...server } = await identity('www.example.com', days);
  const endpoint = await listening(tls(server));
  expect(await seenAt(endpoint)).toBe(serialOf(certificate));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(sockets.size).toBe(0);
});

test.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'a server that wants a certificate of its clients is seen, by %s',
  async (version) => {
    const { certificate, ...server } = await identity('mutual.example.com');
    const options = { requestCert: true, rejectUnauthorized: true, minVersion: version, maxVersion: version };
    const endpoint = await listening(tls({ ...server, ...options }));
    expect(await seenAt(endpoint)).toBe(serialOf(certificate));
  },
);

test('the server is asked by the name that is given, else by the endpoint’s own', async () => {
  const { certificate, ...server } = await identity('a.example.com');
  const asked: string[] = [];
  const SNICallback: TlsOptions['SNICallback'] = (name, done) => {
    asked.push(name);
    done(null);
  };
  const { 1: port } = /:(\d+)$/.exec(await listening(tls({ ...server, SNICallback })))!;
  expect(await seenAt(`localhost:${port}`)).toBe(serialOf(certificate));
  expect(await seenAt(`127.0.0.1:${port}`, 'b.example.com')).toBe(serialOf(certificate));
  expect(await seenAt(`127.0.0.1:${port}`)).toBe(serialOf(certificate));
  expect(asked).toEqual(['localhost', 'b.example.com']);
});

test('an address of IPv6 stands in brackets', async () => {
  const { certificate, ...server } = await identity('six.example.com');
  const endpoint = await listening(tls(server), '::1').catch(() => undefined);
  if (endpoint !== undefined) expect(await seenAt(endpoint)).toBe(serialOf(certificate));
});

test.each([
  '',
  'www.example.com',
  'www.example.com:0',
  'host:65536',
  'a b:443',
  'https://x:443',
  '[nonsense]:443',
  '::1:443',
])('"%s" is no endpoint', async (endpoint) => {
  expect(await probe.served(endpoint, undefined)).toEqual({ unseen: 'it is no host:port' });
});

describe('what is not there, or is no TLS, is said in a sentence, in time, and nothing stays open:', () => {
  const seconds = async (endpoint: string) => {
    const begun = performance.now();
    const served = await probe.served(endpoint, undefined);
    expect(performance.now() - begun).toBeLessThan(3000);
    if (!('unseen' in served)) throw new Error('something was seen');
    expect(served.unseen.length).toBeLessThan(300);
    return served.unseen;
  };

  test('a port on which nobody listens', async () => {
    const server = plain(() => undefined);
    const endpoint = await listening(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await seconds(endpoint)).toMatch(/^(?!127).*\bECONNREFUSED 127\.0\.0\.1:\d+$/);
  });

  test('a name that nobody knows', async () => {
    expect(await seconds('no-such-host.invalid:443')).toMatch(/no-such-host\.invalid/);
  });

  test.each<[string, (socket: Socket) => void, RegExp]>([
    ['a server that says nothing', () => undefined, /no handshake within 1000 ms/],
    ['one that hangs up at once', (socket) => socket.destroy(), /ECONNRESET|closed|disconnected/],
    ['one that ends the connection politely', (socket) => socket.end(), /ECONNRESET|closed|disconnected/],
    ['one that speaks HTTP', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), /wrong version|SSL|packet/i],
    ['one that sends random bytes', (socket) => socket.write(Buffer.alloc(4096, 0x5a)), /wrong version|SSL|packet/i],
    [
      'a record of a handshake that never ends',
      (socket) => drip(socket, Buffer.from([22, 3, 3, 0x40, 0])),
      /no handshake within/,
    ],
    ['a message that claims to be of 16 MB', (socket) => flood(socket), /excessive|too large|SSL|wrong/i],
    ['alerts without end', (socket) => repeat(socket, Buffer.from([21, 3, 3, 0, 2, 1, 90])), /alert|SSL|no handshake/i],
  ])('%s', async (_, behave, said) => {
    const endpoint = await listening(plain(behave));
    expect(await seconds(endpoint)).toMatch(said);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(sockets.size).toBe(0);
  });

  /** One byte every few milliseconds. */
  function drip(socket: Socket, begin: Buffer): void {
    socket.write(begin);
    const timer = setInterval(() => socket.write(Buffer.from([2])), 5);
    socket.on('close', () => clearInterval(timer));
  }

  /** A ServerHello whose length is the largest there is, in records of 16 KB. */
  function flood(socket: Socket): void {
    const record = Buffer.concat([Buffer.from([22, 3, 3, 0x40, 0]), Buffer.alloc(0x4000)]);
    Buffer.from([2, 0xff, 0xff, 0xff]).copy(record, 5);
    repeat(socket, record);
  }

  /** As fast as it is taken. */
  function repeat(socket: Socket, what: Buffer): void {
    const more = (): void => {
      if (!socket.destroyed) socket.write(what, () => setImmediate(more));
    };
    more();
  }
});

test('fifty looks at once disturb nobody', async () => {
  const { certificate, ...server } = await identity('www.example.com');
  const endpoint = await listening(tls(server));
  const silent = await listening(plain(() => undefined));
  const looks = Array.from({ length: 50 }, (_, index) => probe.served(index % 5 === 0 ? silent : endpoint, undefined));
  const seen = (await Promise.all(looks)).filter((served) => 'pem' in served);
  expect(seen).toHaveLength(40);
  expect(seen.every((served) => 'pem' in served && serialOf(served.pem) === serialOf(certificate))).toBe(true);
});
