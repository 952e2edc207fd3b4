import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Variables } from './terminal.ts';

/** A call of a service that the emulator has not. */
export interface StoodInCall {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

interface Fault {
  readonly fault: string;
  readonly message: string;
  readonly status?: number;
}

/** What it answers: JSON; XML as it is; or an error. */
export type StoodInAnswer = object | string | Fault;

type Answering = (input: StoodInCall['input']) => StoodInAnswer;

/** Stands in for CloudFormation, DynamoDB, Secrets Manager and Step Functions: it answers what a test says. */
export class StandIn {
  readonly calls: StoodInCall[] = [];
  readonly #answers = new Map<string, Answering>();
  #server: Server | undefined;
  url = '';

  async start(): Promise<this> {
    this.#server = createServer((request, response) => {
      void text(request).then((body) => {
        const call = readCall(request, body);
        this.calls.push(call);
        const answer = this.#answers.get(call.operation)?.(call.input) ?? NOT_LET;
        response.writeHead(isFault(answer) ? (answer.status ?? 400) : 200, { 'content-type': contentTypeOf(request) });
        response.end(isJson(request) ? asJson(answer) : asXml(answer));
      });
    });
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  on(operation: string, answer: StoodInAnswer | Answering): this {
    this.#answers.set(operation, typeof answer === 'function' ? (answer as Answering) : () => answer);
    return this;
  }

  /** Forgets calls and answers. */
  clear(): void {
    this.calls.length = 0;
    this.#answers.clear();
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  /** What leads a command here. */
  get variables(): Variables {
    const services = ['CLOUDFORMATION', 'DYNAMODB', 'SECRETS_MANAGER', 'SFN'];
    return Object.fromEntries(services.map((service) => [`AWS_ENDPOINT_URL_${service}`, this.url]));
  }
}

/** What nobody said anything about. */
const NOT_LET: Fault = { fault: 'AccessDeniedException', message: 'not let' };

const isJson = ({ headers }: IncomingMessage): boolean => headers['x-amz-target'] !== undefined;

const contentTypeOf = (request: IncomingMessage): string =>
  isJson(request) ? 'application/x-amz-json-1.0' : 'text/xml';

function readCall(request: IncomingMessage, body: string): StoodInCall {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string')
    return { operation: target.split('.').at(-1) ?? '', input: JSON.parse(body) as StoodInCall['input'] };
  const { Action: operation = '', ...input } = Object.fromEntries(new URLSearchParams(body));
  return { operation, input };
}

const asJson = (answer: StoodInAnswer): string =>
  isFault(answer) ? JSON.stringify({ __type: answer.fault, message: answer.message }) : JSON.stringify(answer);

const asXml = (answer: StoodInAnswer): string =>
  isFault(answer)
    ? `<ErrorResponse><Error><Type>Sender</Type><Code>${answer.fault}</Code><Message>${answer.message}</Message></Error></ErrorResponse>`
    : (answer as string);

const isFault = (answer: StoodInAnswer): answer is Fault => typeof answer === 'object' && 'fault' in answer;

export const NO_STACK = { fault: 'ValidationError', message: 'Stack with id renewguard does not exist' };

const OUTPUTS = {
  TableName: 'renewguard-table',
  ReissueCertificateArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:renewguard-reissue-certificate',
  IssueAndDeliverArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:renewguard-issue-and-deliver',
  InitialMode: 'dry-run',
  IssuancesPerHour: '50',
  IssuancesPerRenewal: '3',
};

/** A stack of template.yaml, its outputs changed as told. */
export function stackWith(different: Readonly<Record<string, string | undefined>> = {}): string {
  const outputs = Object.entries({ ...OUTPUTS, ...different })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`);
  const stack = `<member><StackName>renewguard</StackName><StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-11-01T00:00:00Z</CreationTime><Outputs>${outputs.join('')}</Outputs></member>`;
  return `<DescribeStacksResponse><DescribeStacksResult><Stacks>${stack}</Stacks></DescribeStacksResult></DescribeStacksResponse>`;
}
