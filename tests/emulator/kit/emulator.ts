import { ACMClient } from '@aws-sdk/client-acm';
import { ACMPCAClient } from '@aws-sdk/client-acm-pca';
import { S3Client } from '@aws-sdk/client-s3';
import { type EmulatorOptions, startEmulator } from '../../../local/pki-emulator/src/index.ts';

export interface AdminAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** An emulator with real SDK clients for any account, and its admin API. */
export interface Bench {
  readonly url: string;
  acm(account: string, region?: string): ACMClient;
  pca(account: string, region?: string): ACMPCAClient;
  s3(account: string, region?: string): S3Client;
  admin(method: string, path: string, body?: object): Promise<AdminAnswer>;
  advance(seconds: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts an emulator in this process; asynchronous work settles at once unless asked otherwise. */
export async function startBench(options: EmulatorOptions = {}): Promise<Bench> {
  const emulator = await startEmulator({ settleMilliseconds: 0, ...options });
  const clients: { destroy(): void }[] = [];
  const settings = (account: string, region: string) => ({
    endpoint: emulator.url,
    region,
    credentials: { accessKeyId: account, secretAccessKey: 'x' },
    maxAttempts: 1,
  });
  const kept = <T extends { destroy(): void }>(client: T): T => (clients.push(client), client);
  const admin = async (method: string, path: string, body?: object): Promise<AdminAnswer> => {
    const response = await fetch(`${emulator.url}/_emulator${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: response.status, body: await response.json() };
  };
  return {
    url: emulator.url,
    acm: (account, region = 'eu-west-1') => kept(new ACMClient(settings(account, region))),
    pca: (account, region = 'eu-west-1') => kept(new ACMPCAClient(settings(account, region))),
    s3: (account, region = 'eu-west-1') => kept(new S3Client({ ...settings(account, region), forcePathStyle: true })),
    admin,
    async advance(seconds) {
      const answer = await admin('POST', '/clock', { advanceSeconds: seconds });
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    },
    async stop() {
      for (const client of clients) client.destroy();
      await emulator.stop();
    },
  };
}

let accounts = 0;

/** An account nobody else in this test file uses. */
export const freshAccount = (): string => String(100_000_000_000 + ++accounts);

export const DAY = 86_400;
