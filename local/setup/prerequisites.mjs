import { spawnSync } from 'node:child_process';
import { SetupFailure } from './failure.mjs';

const leastNode = [20, 9];
const leastPython = [3, 10];
const pythonNames = ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'py'];

const isAtLeast = ([major, minor], [leastMajor, leastMinor]) =>
  major > leastMajor || (major === leastMajor && minor >= leastMinor);

/** Fails in one line where this Node.js is too old. */
export function requireNode(version = process.versions.node) {
  if (isAtLeast(version.split('.').map(Number), leastNode)) return version;
  throw new SetupFailure(
    `Node.js ${leastNode.join('.')} or newer is needed, this is ${version}: get it from https://nodejs.org or with nvm install 22.`,
  );
}

const question =
  'import sys, json, importlib.util as u; print(json.dumps({"version": list(sys.version_info[:3]), ' +
  '"path": sys.executable, "venv": all(u.find_spec(m) for m in ("venv", "ensurepip"))}))';

function ask(command) {
  const answer = spawnSync(command, ['-c', question], { encoding: 'utf8', timeout: 20_000 });
  if (answer.status !== 0) return undefined;
  try {
    return { command, ...JSON.parse(answer.stdout) };
  } catch {
    return undefined;
  }
}

const describe = ({ command, version }) => `${command} is ${version.join('.')}`;

/** Finds a Python that is new enough and can make virtual environments; otherwise fails in one line. */
export function requirePython(names = pythonNames) {
  const tooOld = [];
  let withoutVenv;
  for (const name of names) {
    const python = ask(name);
    if (!python) continue;
    if (!isAtLeast(python.version, leastPython)) tooOld.push(python);
    else if (python.venv) return { path: python.path, version: python.version.join('.') };
    else withoutVenv ??= python;
  }
  if (withoutVenv) {
    const [major, minor] = withoutVenv.version;
    throw new SetupFailure(
      `Python ${withoutVenv.version.join('.')} has no venv module: get it with "apt install python${major}.${minor}-venv" (Debian, Ubuntu) and start again.`,
    );
  }
  throw new SetupFailure(
    `Python ${leastPython.join('.')} or newer is needed, ${tooOld.map(describe).join(', ') || 'none was found'}: get it from https://www.python.org/downloads/ or with "apt install python3 python3-venv" or "brew install python".`,
  );
}
