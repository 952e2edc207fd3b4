import { isIP } from 'node:net';
import type { HttpRequest } from '../wire/messages.ts';

const ANY_ADDRESS = ['0.0.0.0', '::'];

/**
 * Why a request may come from a web page, and not from a program on this machine; undefined when it does not. Browsers
 * add Origin to whatever could change something, and name the page's own host where a name was pointed at this address
 * (DNS rebinding). An address in Host is no name that somebody else could have pointed here.
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
  if (host === 'localhost' || host.endsWith('.localhost') || host === listening.toLowerCase()) return true;
  if (isIP(host) === 0) return false;
  return host.startsWith('127.') || host === '::1' || ANY_ADDRESS.includes(listening);
}
