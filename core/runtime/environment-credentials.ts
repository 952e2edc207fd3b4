/**
 * Stands in for @aws-sdk/credential-provider-node in the functions' bundles (see Alias in template.yaml): Lambda hands its
 * role's keys over in the environment, so the chain of profiles, SSO and metadata services is only weight there.
 */

interface EnvironmentCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The SDK's name and shape for its default provider. @throws Error naming the variable that is missing */
export const defaultProvider = (): (() => Promise<EnvironmentCredentials>) => () =>
  Promise.resolve(readCredentials(process.env));

function readCredentials(variables: Readonly<Record<string, string | undefined>>): EnvironmentCredentials {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = variables;
  if (!accessKeyId || !secretAccessKey) throw new Error('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not both set');
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}
