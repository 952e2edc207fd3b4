import type { EndpointProbe } from '../../core/reissue/ports.ts';
import { Hooked } from './hooked.ts';

/** Endpoints that serve a certificate each; what is not set serves none. */
export class FakeProbe extends Hooked implements EndpointProbe {
  /** PEM by `host:port`; a function is asked at each look. */
  readonly serving = new Map<string, string | (() => string | undefined)>();
  /** The server names that were asked for. */
  readonly named: (string | undefined)[] = [];

  served(endpoint: string, serverName: string | undefined): Promise<{ pem: string } | { unseen: string }> {
    return this.called('probe.served', () => {
      this.named.push(serverName);
      const serving = this.serving.get(endpoint);
      const pem = typeof serving === 'function' ? serving() : serving;
      return pem === undefined ? { unseen: `${endpoint} refused the connection` } : { pem };
    });
  }
}
