import { type ClientSettings, clientSettings, hub } from '../../../local/cloud/accounts.ts';
import { deployedCloud } from '../deployed-cloud.ts';

/** RenewGuard as it stands in one account of the cloud. */
export interface Guard {
  /** The account it is deployed in. */
  readonly account: string;
  /** For clients of everything but acm and acm-pca. */
  readonly cloud: ClientSettings;
  /** For clients of acm and acm-pca. */
  readonly pki: ClientSettings;
  readonly emulatorUrl: string;
  /** What a second of a Wait state lasts here. */
  readonly waitScale: number;
  /** The machine that a journey looks at: guard-authority, unless it is asked for the other one. */
  readonly machine: string;
  readonly certificateMachine: string;
  readonly reissueMachine: string;
  readonly sweepMachine: string;
  readonly bucket: string;
  readonly table: string;
  readonly topic: string;
}

/** What a stack of template.yaml tells about itself, and where its cloud is. */
export function guardOf(
  account: string,
  outputs: Readonly<Record<string, string>>,
  { endpoint, emulatorUrl, waitScale } = deployedCloud(),
): Guard {
  const named = (output: string): string => {
    const value = outputs[output];
    if (!value) throw new Error(`The stack has no output ${output}.`);
    return value;
  };
  return {
    account,
    cloud: clientSettings(endpoint, account),
    pki: clientSettings(emulatorUrl, account),
    emulatorUrl,
    waitScale,
    machine: named('GuardAuthorityArn'),
    certificateMachine: named('GuardCertificateArn'),
    reissueMachine: named('ReissueCertificateArn'),
    sweepMachine: named('SweepOrganizationArn'),
    bucket: named('BucketName'),
    table: named('TableName'),
    topic: named('AlertTopicArn'),
  };
}

/** RenewGuard in the hub account, which all journeys share. */
export const hubGuard = (): Guard => guardOf(hub, deployedCloud().hub.outputs);

/** The same RenewGuard, looked at through guard-certificate. */
export const ofCertificates = (guard: Guard): Guard => ({ ...guard, machine: guard.certificateMachine });

/** PKI of another account, or of another region: no rule listens there, unless the member template stands there and forwards. */
export const pkiOf = (guard: Guard, account: string, region = guard.pki.region): ClientSettings => ({
  ...clientSettings(guard.emulatorUrl, account),
  region,
});
