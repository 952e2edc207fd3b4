const NAME = /^(?=.{1,253}$)[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*$/;
const V6 = /^\[[0-9A-Fa-f:.]{2,45}\]$/;

/** Where something is served by TLS. */
export interface Endpoint {
  /** A name or an address; one of IPv6 without its brackets. */
  readonly host: string;
  readonly port: number;
}

/** Reads `host:port` or `[IPv6]:port`; undefined: it is neither. */
export function endpointOf(text: string): Endpoint | undefined {
  const [, host = '', digits = ''] = /^(.{1,255}):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (port < 1 || port > 65_535) return undefined;
  if (NAME.test(host)) return { host, port };
  return V6.test(host) && URL.canParse(`https://${host}/`) ? { host: host.slice(1, -1), port } : undefined;
}

export const isEndpoint = (text: string): boolean => endpointOf(text) !== undefined;
