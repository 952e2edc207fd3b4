import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Variables } from './terminal.ts';

/** A call of a service that the emulator has not. */
export interface StoodInCall {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What it answers: JSON; XML as it is; or an error. */
export type StoodInAnswer =
  object | string | { readonly error: string; readonly message: string; readonly status?: number };

/** Stands in for CloudFormation, DynamoDB, Secrets Manager and Step Functions: it answers what a test says. */
export class StandIn {
  readonly calls: StoodInCall[] = [];
  readonly #answers = new Map<string, (input: StoodInCall['input']) => StoodInAnswer>();
  #server: Server | undefined;
  url = '';

  async start(): Promise<this> {
    this.#server = createServer((request, response) => {
      void text(request).then((body) => {
        const target = request.headers['x-amz-target'];
        const { Action = '', ...form } = target === undefined ? Object.fromEntries(new URLSearchParams(body)) : {};
        const operation = typeof target === 'string' ? (target.split('.').at(-1) ?? '') : Action;
        const input = typeof target === 'string' ? (JSON.parse(body) as StoodInCall['input']) : form;
        this.calls.push({ operation, input });
        const answer = this.#answers.get(operation)?.(input) ?? { error: 'AccessDeniedException', message: 'not let' };
        const isXml = typeof target !== 'string';
        response.writeHead('error' in Object(answer) ? ((answer as { status?: number }).status ?? 400) : 200, {
          'content-type': isXml ? 'text/xml' : 'application/x-amz-json-1.0',
        });
        response.end(isXml ? asXml(answer) : asJson(answer));
      });
    });
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  on(operation: string, answer: StoodInAnswer | ((input: StoodInCall['input']) => StoodInAnswer)): this {
    this.#answers.set(operation, typeof answer === 'function' ? (answer as () => StoodInAnswer) : () => answer);
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

const asJson = (answer: StoodInAnswer): string =>
  isError(answer) ? JSON.stringify({ __type: answer.error, message: answer.message }) : JSON.stringify(answer);

const asXml = (answer: StoodInAnswer): string =>
  isError(answer)
    ? `<ErrorResponse><Error><Type>Sender</Type><Code>${answer.error}</Code><Message>${answer.message}</Message></Error></ErrorResponse>`
    : (answer as string);

const isError = (answer: StoodInAnswer): answer is { error: string; message: string } =>
  typeof answer === 'object' && 'error' in answer;

export const NO_STACK = { error: 'ValidationError', message: 'Stack with id renewguard does not exist' };

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
