import { delimiter, join } from 'node:path';
import { root, venvBin } from './paths.mjs';

const isAwsSetting = (name) => /^(AWS|SAM_CLI|MINISTACK|LOCALSTACK)_/.test(name);

/**
 * The environment for SAM and the AWS CLI: the project's own tools first on PATH, and none of the reader's AWS
 * profiles or credentials, so that nothing meant for the local cloud can reach a real account.
 */
export function toolEnvironment(more = {}) {
  const inherited = Object.entries(process.env).filter(([name]) => !isAwsSetting(name));
  const path = [join(root, 'node_modules', '.bin'), venvBin, process.env['PATH'] ?? ''].join(delimiter);
  return {
    ...Object.fromEntries(inherited),
    PATH: path,
    NO_PROXY: '127.0.0.1,localhost',
    AWS_CONFIG_FILE: join(root, '.local', 'no-aws-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(root, '.local', 'no-aws-credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
    SAM_CLI_TELEMETRY: '0',
    // Nothing is compiled when the tools are installed: what Python compiles at first use it must be able to keep.
    PYTHONDONTWRITEBYTECODE: '',
    ...more,
  };
}
