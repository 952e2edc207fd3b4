import { accounts, clientSettings } from '../../cloud/accounts.ts';
import type { ReceivedNotice } from '../alert-inbox.ts';
import { grantToAcm, revokeFromAcm } from '../authority.ts';
import { BusListener } from '../bus-listener.ts';
import type { Cast } from '../cast.ts';
import { callerAtHub, renewguard } from '../command-line.ts';
import { invoke } from '../invoke.ts';
import { atRest, liveUntil, timeOf } from '../moved-time.ts';
import { worldOf, type Step, type StepResult, type StoryContext } from '../step.ts';

const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;
const CODE = 'PermissionMissing';
const REASON = 'the CA is being retired';

/** A finding that is muted, and who hears of it. */
interface Muting {
  readonly context: StoryContext;
  readonly cast: Cast;
  readonly bus: BusListener;
  /** Of the CA that the finding is about. */
  readonly arn: string;
}

/** What was seen of a part of the step. */
type Part = Pick<StepResult, 'ok' | 'seen'>;

/** A finding is muted: what is new of it reaches programs only, until the mute is ended. */
export const muteAFinding = (cast: Cast): Step => ({
  title: 'A finding is muted, with a reason and an end: programs alone hear what is new, until that is taken back',
  async run(context) {
    const bus = await BusListener.listen({ cloud: worldOf(context).settings });
    const muting = { context, cast, bus, arn: cast.authority('healthy') };
    const parts: Part[] = [];
    for (const part of [open, mute, changeInSilence, unmute, mend]) {
      parts.push(await part(muting));
      if (!parts.every(({ ok }) => ok)) break;
    }
    return { ok: parts.every(({ ok }) => ok), seen: parts.map(({ seen }) => seen).join('\n') };
  },
});

const owner = ({ cloud }: StoryContext) => clientSettings(cloud.emulatorUrl, accounts.pki);

/** Does something, and waits until people hear of the finding under a label. */
async function peopleHear({ cast, arn }: Muting, label: string, act: () => Promise<unknown>): Promise<Part> {
  await cast.inbox.all();
  const since = performance.now();
  await act();
  const about = `${arn.split('/').at(-1) ?? ''}/${CODE}#`;
  const fits = ({ id, at, subject }: ReceivedNotice): boolean =>
    at > since && id.startsWith(about) && subject.includes(`] ${label} ${CODE}`);
  const notice = await cast.inbox.waitFor(fits);
  return { ok: notice !== undefined, seen: notice?.subject ?? `people heard of no ${label} ${CODE} within 30 s` };
}

const open = (muting: Muting): Promise<Part> =>
  peopleHear(muting, 'HIGH', () => revokeFromAcm(owner(muting.context), muting.arn));

/** It stands among the muted ones then, with its reason. */
async function mute({ context, arn }: Muting): Promise<Part> {
  const caller = callerAtHub(context);
  const until = later(await timeOf(context.cloud.emulatorUrl), 30 * DAY).slice(0, 10);
  const said = await renewguard(caller, 'mute', arn, '--code', CODE, '--reason', REASON, '--until', until);
  const listed = await renewguard(caller, 'findings', '--muted');
  const line = listed.split('\n').find((each) => each.includes(arn) && each.includes(CODE)) ?? '';
  const state = new RegExp(`muted until .*: ${REASON}`).exec(line)?.[0];
  return { ok: state?.includes(until) === true, seen: `${said.trim()}\nfindings: ${state ?? 'it is not muted'}` };
}

/** The CA lacks something else by now: that is news, which no person hears. */
async function changeInSilence({ context, cast, bus, arn }: Muting): Promise<Part> {
  const before = (await cast.inbox.all()).length;
  await grantToAcm(owner(context), arn, ['IssueCertificate', 'GetCertificate']);
  const type = 'RenewGuard Finding Changed';
  const event = await bus.waitFor(({ detail, ...told }) => told['detail-type'] === type && 'muted' in detail);
  const more = (await cast.inbox.all()).length - before;
  const heard = event === undefined ? `programs heard of no ${type} within 30 s` : `programs heard ${type}`;
  return { ok: event !== undefined && more === 0, seen: `${heard}; people got ${more} notices` };
}

/** What is not muted any more is written by one schedule, and sent by another some minutes later. */
const unmute = (muting: Muting): Promise<Part> =>
  peopleHear(muting, 'OPEN AGAIN', async () => {
    const { context, arn } = muting;
    await renewguard(callerAtHub(context), 'unmute', arn, '--code', CODE);
    await invoke(context, 'RemindFindings');
    await liveUntil(worldOf(context), later(await timeOf(context.cloud.emulatorUrl), 5 * MINUTE));
    await invoke(context, 'DeliverAlerts');
  });

const mend = (muting: Muting): Promise<Part> =>
  peopleHear(muting, 'RESOLVED', async () => {
    const { context, arn } = muting;
    await revokeFromAcm(owner(context), arn);
    await atRest(worldOf(context));
    await grantToAcm(owner(context), arn, ['IssueCertificate', 'GetCertificate', 'ListPermissions']);
  });

const later = (time: string, milliseconds: number): string => new Date(Date.parse(time) + milliseconds).toISOString();
