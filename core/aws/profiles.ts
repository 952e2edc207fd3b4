import { loadSharedConfigFiles } from '@smithy/core/config';

/** The profiles that the shared files of the AWS CLI and SDKs name, wherever the environment says that they lie. */
export async function profileNames(): Promise<readonly string[]> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  const names = Object.keys({ ...configFile, ...credentialsFile });
  // Sections of other kinds, as `sso-session x` and `services x`, have their kind and a dot before the name.
  return names.filter((name) => !/^(sso-session|services)\./.test(name)).toSorted();
}
