import { Agent, request } from 'node:http';

/**
 * A client of the JSON protocol with nothing around it: an SDK takes more time for a call than the emulator does, and
 * would be what is measured.
 */
export interface Client {
  call<T>(target: string, input: object): Promise<T>;
  admin<T>(method: string, path: string, input?: object): Promise<T>;
  close(): void;
}

const PREFIX = { CertificateManager: 'acm', ACMPrivateCA: 'acm-pca' } as const;

export function clientOf(url: string, account: string, connections: number, region = 'eu-west-1'): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const send = <T>(method: string, path: string, headers: Record<string, string>, body: string): Promise<T> =>
    new Promise((resolve, reject) => {
      const sent = request(`${url}${path}`, { agent, method, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          if (response.statusCode === 200) resolve(JSON.parse(text) as T);
          else reject(new Error(`${headers['x-amz-target'] ?? path}: ${text}`));
        });
      });
      sent.on('error', reject).end(body);
    });
  return {
    call(target, input) {
      const service = PREFIX[target.split('.')[0] as keyof typeof PREFIX];
      const credential = `${account}/20260101/${region}/${service}/aws4_request`;
      const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`;
      const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target, authorization };
      return send('POST', '/', headers, JSON.stringify(input));
    },
    admin: (method, path, input = {}) => send(method, `/_emulator${path}`, {}, JSON.stringify(input)),
    close: () => agent.destroy(),
  };
}

/** Runs `work` for each number below `count`, so many at a time. */
export async function inParallel(
  count: number,
  width: number,
  work: (index: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
