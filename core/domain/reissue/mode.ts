/** What RenewGuard may do: act, only say what it would do, or nothing. Read immediately before each side effect. */
export const MODES = ['act', 'dry-run', 'stop'] as const;

export type Mode = (typeof MODES)[number];

/** The mode as it was set. Times are ISO 8601. */
export interface ModeRecord {
  readonly mode: Mode;
  /** Who set it, as the AWS account knows them; absent where nobody ever did. */
  readonly by?: string;
  readonly at?: string;
  readonly reason?: string;
}

/** Somebody flipped the mode before this side effect: nothing was done, and it is done when the mode is `act` again. */
export class ModeForbids extends Error {
  override readonly name = 'ModeForbids';
  readonly mode: Mode;

  constructor({ mode, by, reason }: ModeRecord, act: string) {
    const whose = by === undefined ? '' : `, set by ${by}${reason === undefined ? '' : ` (${reason})`}`;
    super(`${act}: not done, because the mode is ${mode}${whose}; \`renewguard mode act\` lets it go on`);
    this.mode = mode;
  }
}
