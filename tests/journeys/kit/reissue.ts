import { X509Certificate } from 'node:crypto';
import { ACMClient, GetCertificateCommand } from '@aws-sdk/client-acm';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Issuance } from '../../../core/domain/reissue/issuance.ts';
import { type Execution, run } from './executions.ts';
import type { Guard } from './guard.ts';

/** Has a certificate replaced by hand, and waits for the end of the execution. */
export const reissue = (guard: Guard, input: object): Promise<Execution> =>
  run({ ...guard, machine: guard.reissueMachine }, input);

/** The same, where it must succeed. @throws with what it failed with */
export async function reissued(
  guard: Guard,
  input: object,
): Promise<{ readonly next: string; readonly because: string }> {
  const { status, output, error, cause } = await reissue(guard, input);
  if (status !== 'SUCCEEDED') throw new Error(`${status} ${error}: ${cause}`);
  return JSON.parse(output) as { next: string; because: string };
}

/** What the ledger knows of the replacement of a certificate. */
export async function issuanceFor(guard: Guard, certificateArn: string): Promise<Issuance> {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(guard.cloud));
  const found: Issuance[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await table.send(new ScanCommand({ TableName: guard.table, ExclusiveStartKey }));
    for (const { sk, issuance } of page.Items ?? []) if (sk === 'LEDGER') found.push(issuance as Issuance);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  const ours = found.filter(({ replaces }) => replaces.certificateArn === certificateArn);
  const [last] = ours.toSorted((one, other) => other.openedAt.localeCompare(one.openedAt));
  if (last === undefined) throw new Error(`The ledger knows nothing of ${certificateArn}.`);
  return last;
}

/** What a secret holds now. */
export async function secretOf({ cloud }: Guard, SecretId: string): Promise<Record<string, string>> {
  const { SecretString = '{}' } = await new SecretsManagerClient(cloud).send(new GetSecretValueCommand({ SecretId }));
  return JSON.parse(SecretString) as Record<string, string>;
}

/** The certificate that ACM gives out for an ARN. */
export async function acmCertificate({ pki }: Guard, CertificateArn: string): Promise<X509Certificate> {
  const { Certificate = '' } = await new ACMClient(pki).send(new GetCertificateCommand({ CertificateArn }));
  return new X509Certificate(Certificate);
}
