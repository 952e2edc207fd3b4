/** There is no such sweep: it was never planned, or is forgotten. */
export class SweepUnknown extends Error {
  override readonly name = 'SweepUnknown';

  constructor(sweepId: string) {
    super(
      `There is no sweep ${sweepId}: start one with \`renewguard sweep\`, or list them with \`renewguard status\`.`,
    );
  }
}
