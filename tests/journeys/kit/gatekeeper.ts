import {
  createServer,
  type IncomingMessage,
  request as httpRequest,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a gatekeeper makes of a call: another body to pass on, or an answer instead of the service's. */
export type Ruling = { readonly passOn: string } | { readonly refuse: number; readonly body: string };

export type Rule = (body: string, headers: Readonly<Record<string, string | string[] | undefined>>) => Ruling;

const passOn: Rule = (body) => ({ passOn: body });

/** Stands between RenewGuard and a service, and lets calls through as its rule of the moment says. */
export class Gatekeeper {
  readonly #server: Server;
  readonly #service: string;
  /** The bodies of all calls so far. */
  readonly calls: string[] = [];
  rule: Rule = passOn;

  private constructor(service: string) {
    this.#service = service;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  /** @param service the URL of what it stands before */
  static async before(service: string): Promise<Gatekeeper> {
    const gatekeeper = new Gatekeeper(service);
    await new Promise<void>((resolve) => gatekeeper.#server.listen(0, '127.0.0.1', resolve));
    return gatekeeper;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  letThrough(): void {
    this.rule = passOn;
  }

  async leave(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const received = Buffer.concat((await request.toArray()) as Buffer[]).toString();
    this.calls.push(received);
    const ruling = this.rule(received, request.headers);
    if ('refuse' in ruling) {
      response.writeHead(ruling.refuse, { 'content-type': 'text/xml' }).end(ruling.body);
      return;
    }
    const answer = await pass(this.#service, request, ruling.passOn);
    response.writeHead(answer.statusCode ?? 500, { 'content-type': answer.headers['content-type'] ?? 'text/plain' });
    answer.pipe(response);
  }
}

/** Passes a call on with all its headers, the host among them: they are signed. */
function pass(service: string, { method, url, headers }: IncomingMessage, body: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const length = { 'content-length': String(Buffer.byteLength(body)) };
    const passed = httpRequest(new URL(url ?? '/', service), { method, headers: { ...headers, ...length } }, resolve);
    passed.on('error', reject).end(body);
  });
}

/** An error as the query protocol of STS and SNS tells it. */
export const queryError = (code: string, message: string): string =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
