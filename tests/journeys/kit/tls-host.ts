import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createServer, type Server } from 'node:tls';
import type { Guard } from './guard.ts';
import { secretOf } from './secrets.ts';

/** A host that serves a certificate by TLS. */
export class TlsHost {
  readonly #server: Server;
  #following: Promise<void> | undefined;
  #follows = false;

  private constructor(server: Server) {
    this.#server = server;
    server.on('tlsClientError', () => undefined); // whoever only looks at the certificate breaks off
  }

  static async serving(pem: string, key: string): Promise<TlsHost> {
    const server = createServer({ cert: pem, key });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TlsHost(server);
  }

  get endpoint(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** From now on it serves what its secret holds, a moment after that has changed. */
  follow(guard: Guard, secret: string): void {
    this.#follows = true;
    this.#following = this.#serveAll(guard, secret);
  }

  /** Somebody puts a certificate there by hand: from now on it serves that one. */
  async serve(pem: string, key: string): Promise<void> {
    this.#follows = false;
    await this.#following;
    this.#server.setSecureContext({ cert: pem, key });
  }

  async stop(): Promise<void> {
    this.#follows = false;
    await this.#following;
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serveAll(guard: Guard, secret: string): Promise<void> {
    for (let served = ''; this.#follows; await delay(100)) {
      const { certificate, certificateChain, privateKey } = await secretOf(guard, secret);
      if (certificate === served) continue;
      this.#server.setSecureContext({ cert: `${certificate.trim()}\n${certificateChain}`, key: privateKey?.reveal() });
      served = certificate;
    }
  }
}
