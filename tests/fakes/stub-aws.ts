import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** One call that the SDK made. */
export interface Call {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** The access key id it was signed with. */
  readonly accessKeyId: string;
  readonly region: string;
}

/** What the stub answers: an output, an error by name, or a connection that breaks. */
export type Answer =
  | { readonly output: object }
  | { readonly error: string; readonly status?: number; readonly more?: object }
  | { readonly reset: true };

export const output = (value: object): Answer => ({ output: value });
/** @param more what the error tells beside its name */
export const failure = (error: string, status = 400, more = {}): Answer => ({ error, status, more });
export const reset: Answer = { reset: true };

/**
 * Stands where AWS is: speaks the JSON protocol of ACM and AWS Private CA and the query protocol of IAM and STS, on a loopback
 * port. It answers what it was told to, in order, the last answer again and again.
 */
export class StubAws {
  readonly calls: Call[] = [];
  readonly #answers = new Map<string, Answer[]>();
  #server: Server | undefined;

  /** Starts it and leads every SDK client of this process to it. */
  async start(): Promise<void> {
    this.#server = createServer((request, response) => void this.#serve(request, response));
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve));
    const { port } = this.#server.address() as AddressInfo;
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: 'HUB',
      AWS_SECRET_ACCESS_KEY: 'nobody-checks-it',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    });
    // The SDK waits a random part of its pause before it tries again: none of it here.
    jest.spyOn(Math, 'random').mockReturnValue(0);
  }

  async stop(): Promise<void> {
    jest.restoreAllMocks();
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  /** Forgets calls and answers. */
  clear(): void {
    this.calls.length = 0;
    this.#answers.clear();
  }

  on(operation: string, ...answers: readonly Answer[]): void {
    this.#answers.set(operation, [...answers]);
  }

  callsOf(operation: string): readonly Call[] {
    return this.calls.filter((call) => call.operation === operation);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = readCall(request, await text(request));
    this.calls.push(call);
    const answers = this.#answers.get(call.operation) ?? [failure('UnknownOperationException', 404)];
    const answer = (answers.length > 1 ? answers.shift() : answers[0])!;
    if ('reset' in answer) request.socket.destroy();
    else if (request.headers['x-amz-target'] === undefined) answerXml(response, call.operation, answer);
    else answerJson(response, answer);
  }
}

function readCall(request: IncomingMessage, body: string): Call {
  const [, accessKeyId = '', region = ''] =
    /Credential=([^/]+)\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    const input = JSON.parse(body) as Record<string, unknown>;
    return { operation: target.split('.')[1] ?? '', input, accessKeyId, region };
  }
  const { Action = '', ...input } = Object.fromEntries(new URLSearchParams(body));
  return { operation: Action, input, accessKeyId, region };
}

type Told = Exclude<Answer, { reset: true }>;

function answerJson(response: ServerResponse, answer: Told): void {
  const failed = 'error' in answer;
  response.writeHead(failed ? (answer.status ?? 400) : 200, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(failed ? { __type: answer.error, message: 'as told', ...answer.more } : answer.output));
}

function answerXml(response: ServerResponse, operation: string, answer: Told): void {
  const failed = 'error' in answer;
  response.writeHead(failed ? (answer.status ?? 400) : 200, { 'content-type': 'text/xml' });
  const result = failed
    ? `<ErrorResponse><Error><Type>Sender</Type><Code>${answer.error}</Code><Message>as told</Message></Error></ErrorResponse>`
    : `<${operation}Response><${operation}Result>${xmlOf(answer.output)}</${operation}Result></${operation}Response>`;
  response.end(result);
}

const xmlOf = (value: object): string =>
  Object.entries(value)
    .map(
      ([name, each]) =>
        `<${name}>${typeof each === 'object' && each !== null ? xmlOf(each as object) : String(each)}</${name}>`,
    )
    .join('');
