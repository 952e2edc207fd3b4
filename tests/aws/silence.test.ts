import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeCertificateCommand } from '@aws-sdk/client-acm';
import { DescribeCertificateAuthorityCommand } from '@aws-sdk/client-acm-pca';
import { readingClients, type ReadingClients } from '../../core/aws/clients.ts';
import { readFact } from '../../core/aws/errors.ts';
import { AUTHORITY_ARN, PKI } from '../builders/accounts.ts';
import { REGION } from './reading.ts';

/** A server that takes every request and never answers. */
let silent: Server;

beforeAll(async () => {
  silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: 'HUB',
    AWS_SECRET_ACCESS_KEY: 'nobody-checks-it',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  });
});

afterAll(async () => {
  silent.closeAllConnections();
  await new Promise((resolve) => silent.close(resolve));
});

const asks: [Exclude<keyof ReadingClients, 'more'>, (clients: ReadingClients) => Promise<unknown>][] = [
  ['pca', ({ pca }) => pca.send(new DescribeCertificateAuthorityCommand({ CertificateAuthorityArn: AUTHORITY_ARN }))],
  ['acm', ({ acm }) => acm.send(new DescribeCertificateCommand({ CertificateArn: 'arn:aws:acm:::certificate/1' }))],
];

/** The clients' own four tries would last four times as long. */
const once = {
  acquireInitialRetryToken: () => Promise.resolve({ getRetryCount: () => 0, getRetryDelay: () => 0 }),
  refreshRetryTokenForRetry: () => Promise.reject(new Error('once is enough')),
  recordSuccess: () => undefined,
};

// Both clients at once: an older one, whose calls always end in time, and a newer one that has to be told.
test.concurrent.each(asks)('a service that never answers is unavailable, in time: %s', async (name, ask) => {
  const clients = readingClients(REGION);
  clients[name].config.retryStrategy = () => Promise.resolve(once);
  const began = performance.now();
  const fact = await readFact('any:Call', PKI, () => ask(clients));
  expect(fact).toMatchObject({ known: false, why: { kind: 'unavailable', account: PKI } });
  expect(performance.now() - began).toBeLessThan(8_000);
  clients[name].destroy();
});
