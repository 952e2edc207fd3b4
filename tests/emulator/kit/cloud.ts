import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A CloudTrail record, as far as tests look into it. */
export interface TrailRecord {
  readonly eventSource: string;
  readonly eventName: string;
  readonly recipientAccountId: string;
  readonly userIdentity: { readonly accountId: string; readonly invokedBy?: string };
  readonly requestParameters: Record<string, unknown> | null;
  readonly responseElements: Record<string, unknown> | null;
  readonly errorCode?: string;
  readonly [member: string]: unknown;
}

export interface Delivered {
  readonly account: string;
  readonly region: string;
  readonly source: string;
  readonly detailType: string;
  readonly time: number;
  readonly resources: readonly string[];
  readonly record: TrailRecord;
}

/** The rest of AWS, as small as it can be: it writes down events and answers STS, IAM and Organizations. */
export interface FakeCloud {
  readonly url: string;
  readonly events: Delivered[];
  /** Bodies of the query-protocol calls, with the account they were scoped to. */
  readonly queries: { readonly account: string; readonly form: URLSearchParams }[];
  /** Accounts whose IAM has ACM's service-linked role. */
  readonly roles: Set<string>;
  /** Which organisation an account is in. */
  readonly organizations: Map<string, string>;
  /** The next so many PutEvents calls are answered 500. */
  failures: number;
  /** Waits until so many events have arrived. */
  arrived(count: number): Promise<Delivered[]>;
  stop(): Promise<void>;
}

const ACCOUNT_OF_KEY: Record<string, string> = { ASIATEMPORARY: '444455556666' };

interface Entry {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
  readonly Time: number;
  readonly Resources: string[];
}

/** What STS and IAM answer, as far as the emulator looks into it. */
function answerQuery(account: string, form: URLSearchParams, roles: Set<string>): string {
  if (form.get('Action') === 'CreateRole') roles.add(account);
  if (form.get('Action') === 'GetRole') {
    return roles.has(account) ? '<GetRoleResult><Role></Role></GetRoleResult>' : '<Code>NoSuchEntity</Code>';
  }
  const known = ACCOUNT_OF_KEY[form.get('AccessKeyId') ?? ''];
  return known ? `<GetAccessKeyInfoResult><Account>${known}</Account></GetAccessKeyInfoResult>` : '<Error/>';
}

export async function startCloud(): Promise<FakeCloud> {
  const events: Delivered[] = [];
  const queries: FakeCloud['queries'] = [];
  const roles = new Set<string>();
  const organizations = new Map<string, string>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const [, account = '', region = ''] =
        /Credential=([^/]+)\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
      if (String(request.headers['x-amz-target']).endsWith('.DescribeOrganization')) {
        const Id = organizations.get(account);
        response.end(JSON.stringify(Id === undefined ? { __type: 'NotInUse' } : { Organization: { Id } }));
        return;
      }
      if (request.headers['x-amz-target'] !== 'AWSEvents.PutEvents') {
        const form = new URLSearchParams(body);
        queries.push({ account, form });
        response.end(answerQuery(account, form, roles));
        return;
      }
      if (cloud.failures > 0) {
        cloud.failures--;
        response.writeHead(500).end('{}');
        return;
      }
      const { Entries } = JSON.parse(body) as { Entries: Entry[] };
      for (const { Source: source, DetailType: detailType, Detail, Time: time, Resources: resources } of Entries) {
        events.push({
          account,
          region,
          source,
          detailType,
          time,
          resources,
          record: JSON.parse(Detail) as TrailRecord,
        });
      }
      response.end(JSON.stringify({ FailedEntryCount: 0, Entries: [] }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cloud: FakeCloud = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    events,
    queries,
    roles,
    organizations,
    failures: 0,
    async arrived(count) {
      for (let attempt = 0; events.length < count && attempt < 400; attempt++) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return events;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return cloud;
}
