import { createPublicKey } from 'node:crypto';
import { createServer, type Server, type ServerOptions } from 'node:https';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { subjectAlternativeName } from '../../../local/pki-emulator/src/x509/extension.ts';
import { nameOf } from '../../../local/pki-emulator/src/x509/names.ts';
import { keyPem, newKey, PrivateAuthority, templateArn, templateNamed } from '../../builders/private-authority.ts';

/** A request as it came. */
export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Somebody's HTTPS server on this machine, whose certificate is of a private CA. */
export class WebhookReceiver {
  readonly received: ReceivedRequest[] = [];
  /** The status of its answers; undefined: it does not answer. */
  status: number | undefined = 200;
  /** PEM of the CA. */
  readonly certificateAuthorities: string;
  readonly #server: Server;

  private constructor(identity: ServerOptions & { readonly ca: string }) {
    this.certificateAuthorities = identity.ca;
    this.#server = createServer(identity, (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        if (this.status === undefined) return;
        const body = Buffer.concat(chunks).toString();
        if (this.status === 200) this.received.push({ path: request.url ?? '', headers: request.headers, body });
        response.writeHead(this.status).end();
      });
    });
  }

  static async start(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver(await identity());
    await receiver.#listen(HOSTS[0]).catch(() => receiver.#listen(HOSTS[1]));
    return receiver;
  }

  get url(): string {
    const { address, port } = this.#server.address() as AddressInfo;
    return `https://${address.includes(':') ? `[${address}]` : address}:${port}/hook/token-in-the-path`;
  }

  #listen(host: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, host, resolve);
    });
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/**
 * This machine, but not by the names from which MiniStack takes TLS away whatever functions send there: localhost, 127.0.0.1. Not
 * every Linux has the first, no macOS the second.
 */
const HOSTS = ['::1', '127.0.0.2'] as const;

const DAY = 86_400_000;

async function identity(): Promise<ServerOptions & { readonly ca: string }> {
  const now = new Date();
  const authority = await PrivateAuthority.make(now);
  const key = newKey('ECDSA');
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const extensions = [subjectAlternativeName(HOSTS.map((value) => ({ kind: 'ip', value })))];
  const times = { now, notBefore: new Date(now.getTime() - DAY), notAfter: new Date(now.getTime() + DAY) };
  const { certificate, chain } = await authority.certify(
    { subject: nameOf({ CommonName: 'receiver' }), spki, extensions },
    templateNamed(templateArn('EndEntityCertificate'))!,
    times,
  );
  return { key: keyPem(key), cert: `${certificate}\n${chain}`, ca: chain };
}
