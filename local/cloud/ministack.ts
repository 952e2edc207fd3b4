import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type LeashedProcess, startLeashed } from './leashed-process.ts';
import { inProject } from './project-root.ts';
import type { RunFolder } from './run-folder.ts';
import { ServiceFailure } from './service-failure.ts';

const startsWithin = 30_000;

export interface MiniStackSettings {
  port: number;
  region: string;
  /** Factor on what Step Functions waits: Wait states and pauses between retries. */
  waitScale: number;
  /** How many processes each function may have; undefined: a few, as run-ministack.py says. */
  functionsAtOnce?: number | undefined;
  /** Whether signatures are verified and IAM enforced, as they are unless this says otherwise. */
  auth?: boolean;
}

/**
 * Everything MiniStack and the functions it runs see of the environment: nothing is inherited, so neither credentials
 * nor settings of the reader reach them. No container engine, no listeners but the one port.
 */
function environment(settings: MiniStackSettings, data: string, edition: string): NodeJS.ProcessEnv {
  const { port, region, waitScale, functionsAtOnce, auth = true } = settings;
  const home = join(data, 'home');
  mkdirSync(home, { recursive: true });
  return {
    PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
    HOME: home,
    LANG: 'C.UTF-8',
    // Each function has its own role's rights and no more, so a statement that is missing in the template shows here. A
    // queue that a topic or a rule sends to needs a policy, as on AWS.
    AUTH: String(auth),
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    MINISTACK_HOST: '127.0.0.1',
    MINISTACK_REGION: region,
    MINISTACK_EDITION: edition,
    SFN_WAIT_SCALE: String(waitScale),
    ...(functionsAtOnce === undefined ? {} : { FUNCTIONS_AT_ONCE: String(functionsAtOnce) }),
    TMPDIR: data,
    S3_DATA_DIR: join(data, 's3'),
    STATE_DIR: join(data, 'state'),
    DOCKER_HOST: `unix://${join(data, 'no-container-engine')}`,
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

/** The name MiniStack was given at its start, which it tells in its health answer: so no stranger passes for it. */
async function editionAt(endpoint: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${endpoint}/_ministack/health`, { signal: AbortSignal.timeout(2_000) });
    return ((await response.json()) as { edition?: string }).edition;
  } catch {
    return undefined;
  }
}

async function isReady(ministack: LeashedProcess, endpoint: string, edition: string): Promise<boolean> {
  const deadline = performance.now() + startsWithin;
  while (performance.now() < deadline && !ministack.hasExited()) {
    if ((await editionAt(endpoint)) === edition) return true;
    await delay(50);
  }
  return false;
}

/** Starts MiniStack and returns when it, and nobody else, answers on its port. */
export async function startMiniStack(settings: MiniStackSettings, folder: RunFolder): Promise<LeashedProcess> {
  const edition = `renewguard-${randomUUID()}`;
  const ministack = startLeashed({
    name: 'MiniStack',
    command: inProject('.venv', 'bin', 'python'),
    args: [inProject('local', 'cloud', 'run-ministack.py')],
    env: environment(settings, folder.data, edition),
    logFile: folder.logFile('ministack'),
  });
  if (await isReady(ministack, `http://127.0.0.1:${settings.port}`, edition)) return ministack;
  await ministack.stop();
  throw new ServiceFailure(ministack, 'did not start');
}
