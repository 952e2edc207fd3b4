import { ChannelBusy, type ChannelRefused } from './channel-errors.ts';
import type { BatchSender, QueuedNotice, Queues } from './ports.ts';
import { putOff } from './put-off.ts';

/** How a queue is emptied in batches. */
export interface BatchRun {
  readonly queues: Pick<Queues, 'taken' | 'putOff'>;
  readonly sender: BatchSender;
  /** What is due by then is sent, ISO 8601. */
  readonly by: string;
  /** Whether something may still be begun. */
  readonly hasTime: () => boolean;
}

/** How many notices were taken, and why others were not. */
export interface SentBatches {
  readonly sent: number;
  readonly whys: readonly string[];
}

/** What waits to be told of one subject, in its order. */
type Subject = readonly QueuedNotice[];

/**
 * Sends what waits, in batches. What tells of one subject goes together, also what was refused before: what is told of it later
 * must not be undone by what was written earlier.
 * @param waiting in their order
 */
export async function sendBatches(run: BatchRun, waiting: readonly QueuedNotice[]): Promise<SentBatches> {
  const whys: string[] = [];
  let sent = 0;
  for (let left = dueSubjects(waiting, run); left.length > 0 && run.hasTime(); left = left.slice(run.sender.most)) {
    const batch = left.slice(0, run.sender.most);
    const failures = await sendOne(run.sender, batch);
    if (failures instanceof ChannelBusy) {
      await putOff(run.queues, earliest(left), failures, run.by);
      whys.push(failures.message);
      break;
    }
    await Promise.all(batch.map((subject, index) => settle(run, subject, failures[index])));
    whys.push(...failures.flatMap((failure) => failure?.message ?? []));
    sent += batch.filter((_, index) => failures[index] === undefined).flat().length;
  }
  return { sent, whys };
}

/** The subjects of which something is due; none of what comes after that for which the channel was busy. */
function dueSubjects(waiting: readonly QueuedNotice[], { sender, by }: BatchRun): readonly Subject[] {
  const held = waiting.findIndex(({ dueAt, holds }) => holds === true && dueAt > by);
  const subjects = new Map<string, QueuedNotice[]>();
  for (const queued of held < 0 ? waiting : waiting.slice(0, held)) {
    const subject = sender.subjectOf(queued.notice);
    subjects.set(subject, [...(subjects.get(subject) ?? []), queued]);
  }
  return [...subjects.values()].filter((subject) => subject.some(({ dueAt }) => dueAt <= by));
}

async function sendOne(sender: BatchSender, batch: readonly Subject[]) {
  try {
    return await sender.send(batch.map((subject) => subject.map(({ notice }) => notice)));
  } catch (error) {
    if (error instanceof ChannelBusy) return error;
    throw error;
  }
}

/** The oldest first: whatever is left should this die tells how it is now. */
async function settle({ queues, by }: BatchRun, subject: Subject, failure: ChannelRefused | undefined): Promise<void> {
  for (const queued of subject)
    await (failure === undefined ? queues.taken(queued) : putOff(queues, queued, failure, by));
}

const earliest = (subjects: readonly Subject[]): QueuedNotice =>
  subjects.flat().reduce((one, other) => (other.sortKey < one.sortKey ? other : one));
