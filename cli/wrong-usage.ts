/** The command can't be followed as it was given; the message says what to do. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage';
}
