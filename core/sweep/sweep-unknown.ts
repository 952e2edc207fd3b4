/** There is no such sweep that could be concluded: it was never planned, is forgotten, or failed and was begun again. */
export class SweepUnknown extends Error {
  override readonly name = 'SweepUnknown';

  /** @param failure with which it was written down as failed, when its execution ended */
  constructor(sweepId: string, failure?: string) {
    const what = failure === undefined ? `There is no sweep ${sweepId}` : `Sweep ${sweepId} has failed (${failure})`;
    super(`${what}: start one with \`renewguard sweep\`, or list them with \`renewguard status\`.`);
  }
}
