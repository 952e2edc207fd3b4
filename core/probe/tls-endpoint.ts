import { isIP } from 'node:net';
import { connect, type ConnectionOptions } from 'node:tls';
import type { EndpointProbe } from '../reissue/ports.ts';

type Served = Awaited<ReturnType<EndpointProbe['served']>>;

/** Name resolution, connection and handshake together. */
const PATIENCE_MILLISECONDS = 5000;

/** Looks which certificate a server presents. Whether it is trusted is for whoever knows which one it must be. */
export class TlsEndpoint implements EndpointProbe {
  readonly #patience: number;

  /** @param patience in milliseconds */
  constructor(patience = PATIENCE_MILLISECONDS) {
    this.#patience = patience;
  }

  async served(endpoint: string, serverName: string | undefined): Promise<Served> {
    const place = placeOf(endpoint);
    if (place === undefined) return { unseen: 'it is no host:port' };
    const named = serverName ?? place.host;
    try {
      const pem = await presented({ ...place, ...(isIP(named) === 0 ? { servername: named } : {}) }, this.#patience);
      return pem === undefined ? { unseen: 'it presented no certificate' } : { pem };
    } catch (error) {
      return { unseen: error instanceof Error ? said(error) : String(error) };
    }
  }
}

/** `[::1]:443`, `www.example.com:8443`. */
function placeOf(endpoint: string): { readonly host: string; readonly port: number } | undefined {
  const [, six, name, digits = ''] = /^(?:\[([^\]]+)\]|([^:[\]\s/]+)):(\d{1,5})$/.exec(endpoint) ?? [];
  const host = six ?? name;
  const port = Number(digits);
  return host === undefined || port < 1 || port > 65_535 || (six !== undefined && isIP(six) !== 6)
    ? undefined
    : { host, port };
}

/**
 * The certificate that the server presents in the handshake, PEM. Nothing is sent to it, and the connection is gone afterwards.
 * OpenSSL itself refuses messages and chains that are too large, and what is no handshake.
 */
function presented(to: ConnectionOptions, patience: number): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    // Not verified: a name or chain that is wrong must be seen as well.
    const socket = connect({ ...to, rejectUnauthorized: false });
    const end = (error?: Error): void => {
      clearTimeout(deadline);
      // A server that wants a certificate of its clients breaks off after it has presented its own.
      const certificate = socket.getPeerX509Certificate()?.toString();
      socket.destroy();
      if (error === undefined || certificate !== undefined) resolve(certificate);
      else reject(error);
    };
    const deadline = setTimeout(() => end(new Error(`no handshake within ${patience} ms`)), patience);
    socket.once('secureConnect', () => end());
    // Not once: a connection that was given up may fail again, and somebody must hear it.
    socket.on('error', end);
    socket.once('close', () => end(new Error('the connection was closed before the handshake')));
  });
}

const LONGEST_REASON = 200;

/** Most messages have the code in them. */
const said = (error: Error): string => {
  const { code } = error as { code?: string };
  const message = error.message.trim();
  return (code === undefined || message.includes(code) ? message : `${code}: ${message}`).slice(0, LONGEST_REASON);
};
