import { ownStores } from '../../core/aws/own-stores.ts';
import type { Terminal } from '../../core/runtime/terminal.ts';
import { connect } from '../deployed.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { write } from '../paper.ts';
import type { PlaceOptions } from '../shared-options.ts';
import { safeJson, safeLines } from '../text/lines.ts';
import { muteFinding, unmuteFinding, type MuteAsked, type Muted, type MutePorts } from './mute.ts';

/** The version of the answer's form; docs/schemas/mute.v1.json describes it. */
const MUTE_VERSION = '1';

/** `renewguard mute`. */
export const runMute = (asked: MuteAsked, options: PlaceOptions, terminal: Terminal): Promise<ExitCode> =>
  run(options, terminal, async (ports) => {
    const mute = await muteFinding(ports, asked);
    const text = `${mute.code} of ${mute.subject} is muted until ${mute.until}: programs alone hear of it.`;
    return { text, answer: { muted: true, ...mute } };
  });

/** `renewguard unmute`. */
export const runUnmute = (asked: Muted, options: PlaceOptions, terminal: Terminal): Promise<ExitCode> =>
  run(options, terminal, async (ports) => {
    const { subject, code } = await unmuteFinding(ports, asked);
    const text = `${code} of ${subject} is not muted any more: people are told within the hour if it is open.`;
    return { text, answer: { muted: false, subject, code } };
  });

async function run(
  options: PlaceOptions,
  terminal: Terminal,
  act: (ports: MutePorts) => Promise<{ readonly text: string; readonly answer: object }>,
): Promise<ExitCode> {
  const { caller, deployment, now } = await connect(options, terminal);
  const { text, answer } = await act({ ...ownStores(deployment), caller: caller.arn, now });
  const json = () => safeJson({ schemaVersion: MUTE_VERSION, ...answer });
  await write(process.stdout, options.json ? json() : `${safeLines([text]).join('')}\n`);
  return EXIT.clean;
}
