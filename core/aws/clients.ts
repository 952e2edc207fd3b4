import { ACMClient } from '@aws-sdk/client-acm';
import { ACMPCAClient } from '@aws-sdk/client-acm-pca';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { RolesAnywhereClient } from '@aws-sdk/client-rolesanywhere';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Watch, Watchable } from './call-pace.ts';

/** Keys of a role that was assumed. Never logged, never stored. */
export interface TemporaryCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** A call answers within this or counts as unavailable; the SDK tries again in between. */
const CONNECT_MILLISECONDS = 2000;
const ANSWER_MILLISECONDS = 6000;

/** A function has a minute or two, and its state machine tries again; a terminal waits for the quota. */
const TRIES = { maxAttempts: 4 };
const PATIENT_TRIES = { maxAttempts: 7, retryMode: 'adaptive' };

/** A terminal shows a result, not what the SDK remarks beside it. */
const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const settings = (region: string | undefined, credentials?: TemporaryCredentials) => ({
  ...(region === undefined ? {} : { region }),
  ...TRIES,
  // Newer clients only warn when requestTimeout passes, unless told to throw; the older one always throws.
  requestHandler: {
    connectionTimeout: CONNECT_MILLISECONDS,
    requestTimeout: ANSWER_MILLISECONDS,
    throwOnRequestTimeout: true,
  },
  ...(credentials === undefined ? {} : { credentials }),
});

/** The clients that read one account in one region. */
export interface ReadingClients {
  readonly acm: ACMClient;
  readonly pca: ACMPCAClient;
  readonly iam: IAMClient;
  readonly organizations: OrganizationsClient;
  /** A client that few functions need; made once. */
  readonly more: <Client extends Watchable>(kind: ClientKind<Client>) => Client;
}

/** A client that is made when it is asked for: a function that does not ask does not carry it. */
export interface ClientKind<Client> {
  /** As IAM names it, e.g. `tag`. */
  readonly service: string;
  readonly make: (shared: Shared) => Client;
}

/**
 * @param credentials absent: the function's own
 * @param watch paces and counts their calls
 */
export const readingClients = (region: string, credentials?: TemporaryCredentials, watch?: Watch): ReadingClients =>
  clientsWith(settings(region, credentials), watch);

/** It reads its endpoint from AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API. */
export const TAGGING: ClientKind<ResourceGroupsTaggingAPIClient> = {
  service: 'tag',
  make: (shared) => new ResourceGroupsTaggingAPIClient(shared),
};

/**
 * An older client, which has no time limit, reads no variable of its own, and takes a handler of its own kind only.
 * @param endpoint empty: AWS's
 */
export const rolesAnywhere = (endpoint: string): ClientKind<RolesAnywhereClient> => ({
  service: 'rolesanywhere',
  make: ({ requestHandler: _, ...shared }) =>
    new RolesAnywhereClient({ ...shared, ...(endpoint === '' ? {} : { endpoint }) }),
});

/** How long the clients of a terminal try: at once where somebody waits for a first answer, with the quota for the many. */
export interface TerminalClients {
  readonly prompt: ReadingClients;
  readonly patient: ReadingClients;
}

/**
 * The same for a terminal, whose credentials the SDK finds by itself: profiles, SSO, processes, the environment. One client
 * finds them for all: the older one knows fewer ways, and prefers keys of the environment to a profile that is named.
 */
export function terminalClients(region: string): TerminalClients {
  const shared = { ...settings(region), logger: SILENT };
  const { credentials } = new STSClient(shared).config;
  return {
    prompt: clientsWith({ ...shared, credentials }),
    patient: clientsWith({ ...shared, ...PATIENT_TRIES, credentials }),
  };
}

/** What every client takes alike. */
export type Shared = Omit<ReturnType<typeof settings>, 'credentials'> &
  Pick<STSClientConfig, 'credentials' | 'logger' | 'retryMode'>;

function clientsWith(shared: Shared, watch?: Watch): ReadingClients {
  const watched = <Client extends Watchable>(client: Client, service: string): Client => {
    watch?.(client, service);
    return client;
  };
  const made = new Map<ClientKind<unknown>, unknown>();
  return {
    acm: watched(new ACMClient(shared), 'acm'),
    pca: watched(new ACMPCAClient(shared), 'acm-pca'),
    iam: watched(new IAMClient(shared), 'iam'),
    organizations: watched(new OrganizationsClient(shared), 'organizations'),
    more: <Client extends Watchable>(kind: ClientKind<Client>): Client => {
      const client = (made.get(kind) as Client | undefined) ?? watched(kind.make(shared), kind.service);
      made.set(kind, client);
      return client;
    },
  };
}

/** The clients that act in one account, in one region. */
export type ActingClients = Pick<ReadingClients, 'acm' | 'pca'>;

/** @param credentials absent: the function's own */
export const actingClients = (region: string, credentials?: TemporaryCredentials): ActingClients => ({
  acm: new ACMClient(settings(region, credentials)),
  pca: new ACMPCAClient(settings(region, credentials)),
});

export const tokenClient = (region: string): STSClient => new STSClient(settings(region));

/** For a terminal. @param region undefined: the one the SDK is configured for */
export const ownTokenClient = (region: string | undefined): STSClient =>
  new STSClient({ ...settings(region), logger: SILENT });

/** RenewGuard's own table, topic and bus. */
export const tableClient = (region: string): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient(settings(region)), {
    marshallOptions: { removeUndefinedValues: true },
  });

export const topicClient = (region: string): SNSClient => new SNSClient(settings(region));

/** The secrets that RenewGuard writes. */
export const secretsClient = (region: string): SecretsManagerClient => new SecretsManagerClient(settings(region));

/** The bucket that audit reports are written to. */
export const bucketClient = (region: string): S3Client => new S3Client(settings(region));

/** The organisation that the own account manages, or is a delegated administrator of. */
export const organizationsClient = (region: string): OrganizationsClient => new OrganizationsClient(settings(region));

/** The rules of AWS Config in the own account. */
export const configClient = (region: string): ConfigServiceClient => new ConfigServiceClient(settings(region));

/** The findings of Security Hub in the own account. It reads its endpoint from AWS_ENDPOINT_URL_SECURITYHUB. */
export const securityHubClient = (region: string): SecurityHubClient => new SecurityHubClient(settings(region));

export const busClient = (region: string): EventBridgeClient => new EventBridgeClient(settings(region));

export const machineClient = (region: string): SFNClient => new SFNClient(settings(region));

/** For a terminal: RenewGuard's stack, what it keeps, what it runs, and the secrets that it delivers to. */
export const ownStackClient = (region: string): CloudFormationClient =>
  new CloudFormationClient({ ...settings(region), logger: SILENT });

export const ownTableClient = (region: string): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient({ ...settings(region), logger: SILENT }), {
    marshallOptions: { removeUndefinedValues: true },
  });

export const ownBusClient = (region: string): EventBridgeClient =>
  new EventBridgeClient({ ...settings(region), logger: SILENT });

export const ownMachineClient = (region: string): SFNClient => new SFNClient({ ...settings(region), logger: SILENT });

export const ownBucketClient = (region: string): S3Client => new S3Client({ ...settings(region), logger: SILENT });

export const ownSecretsClient = (region: string): SecretsManagerClient =>
  new SecretsManagerClient({ ...settings(region), logger: SILENT });
