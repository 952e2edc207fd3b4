import { isIP } from 'node:net';
import type { HttpRequest } from '../wire/messages.ts';

/**
 * Why a request may come from a web page, and not from a program on this machine; undefined when it does not. Browsers
 * add Origin to whatever could change something, and name the page's own host where a name was pointed at this address
 * (DNS rebinding). An address in Host is no name that somebody else could have pointed here: containers call that way.
 *
 * @param listening the address the emulator listens on
 */
export function crossSite({ headers }: Pick<HttpRequest, 'headers'>, listening: string): string | undefined {
  if (headers['origin'] !== undefined) return 'it has an Origin header';
  const host = hostIn(headers['host'] ?? '');
  return isLocal(host, listening) ? undefined : `its Host header names ${host.slice(0, 100) || 'nothing'}`;
}

/** The name or address before the port, in lower case and without the brackets of IPv6. */
const hostIn = (header: string): string =>
  header
    .toLowerCase()
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1');

function isLocal(host: string, listening: string): boolean {
  const named = host === 'localhost' || host.endsWith('.localhost') || host === listening.toLowerCase();
  return named || isIP(host) !== 0;
}
