import type { ModeRecord } from '../../core/domain/reissue/mode.ts';

/** The mode, who set it, when and why. */
export function modeText({ mode, by, at, reason }: ModeRecord): string {
  if (by === undefined && at === undefined) return `${mode}: as deployed, nobody has set another`;
  const when = at === undefined ? '' : ` on ${at}`;
  return `${mode}: set${by === undefined ? '' : ` by ${by}`}${when}${reason === undefined ? '' : `: ${reason}`}`;
}
