import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import { ownStores } from '../../core/aws/own-stores.ts';
import type { Terminal } from '../../core/runtime/terminal.ts';
import { connect } from '../deployed.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { write } from '../paper.ts';
import type { PlaceOptions } from '../shared-options.ts';
import { WrongUsage } from '../wrong-usage.ts';
import {
  removeAlertRoutes,
  setAlertRoutes,
  showAlertRoutes,
  whoIsTold,
  type AlertRoutesPorts,
  type AlertRoutesReport,
  type Told,
  type Whom,
} from './alert-routes.ts';
import { alertRoutesJson, alertRoutesText, toldText } from './text.ts';

/** `renewguard alert-routes show`. */
export const runShowAlertRoutes = (options: PlaceOptions, terminal: Terminal): Promise<ExitCode> =>
  run(options, terminal, showAlertRoutes, alertRoutesText);

/** `renewguard alert-routes set <file>`; `-`: the standard input. */
export async function runSetAlertRoutes(file: string, options: PlaceOptions, terminal: Terminal): Promise<ExitCode> {
  const text = await contentOf(file);
  return run(options, terminal, (ports) => setAlertRoutes(ports, text, file), alertRoutesText);
}

/** `renewguard alert-routes remove`. */
export const runRemoveAlertRoutes = (options: PlaceOptions, terminal: Terminal): Promise<ExitCode> =>
  run(options, terminal, removeAlertRoutes, alertRoutesText);

/** `renewguard alert-routes who --severity high …`. */
export const runWhoIsTold = (whom: Whom, options: PlaceOptions, terminal: Terminal): Promise<ExitCode> =>
  run(options, terminal, (ports) => whoIsTold(ports, whom), toldText);

async function run<Report extends AlertRoutesReport | Told>(
  options: PlaceOptions,
  terminal: Terminal,
  act: (ports: AlertRoutesPorts) => Promise<Report>,
  asText: (report: Report) => string,
): Promise<ExitCode> {
  const { caller, deployment, now } = await connect(options, terminal);
  const { alertRoutes } = ownStores(deployment);
  const report = await act({ alertRoutes, deployed: deployment.alertRoutes ?? '', caller: caller.arn, now });
  await write(process.stdout, options.json ? alertRoutesJson(report) : asText(report));
  return EXIT.clean;
}

async function contentOf(file: string): Promise<string> {
  if (file === '-') return textOf(process.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new WrongUsage(`${file}: expected a file that can be read (${code})`);
  }
}
