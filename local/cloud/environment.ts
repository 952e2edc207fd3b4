import { delimiter, join } from 'node:path';
import { inProject } from './project-root.ts';

/** Any key will do for the local cloud: the access key's id, twelve digits, is the account. */
export const secretAccessKey = 'local';

/** This process's environment without the reader's AWS profile, credentials and endpoints. */
export function withoutAwsSettings(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(AWS|SAM_CLI)_/.test(name));
  return { ...Object.fromEntries(kept), AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
}

/** The environment in which SAM and the AWS CLI work on one account of the local cloud and can reach no other cloud. */
export function toolEnvironment(endpoint: string, account: string, region: string): NodeJS.ProcessEnv {
  return {
    ...withoutAwsSettings(),
    PATH: [inProject('node_modules', '.bin'), inProject('.venv', 'bin'), process.env['PATH']].join(delimiter),
    NO_PROXY: '127.0.0.1,localhost',
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: account,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_CONFIG_FILE: inProject(join('.local', 'no-aws-config')),
    AWS_SHARED_CREDENTIALS_FILE: inProject(join('.local', 'no-aws-credentials')),
    AWS_EC2_METADATA_DISABLED: 'true',
    SAM_CLI_TELEMETRY: '0',
    PYTHONDONTWRITEBYTECODE: '',
  };
}
