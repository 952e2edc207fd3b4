import picocolors from 'picocolors';
import type { Severity } from '../../core/domain/findings/finding-codes.ts';

export type Colors = ReturnType<typeof picocolors.createColors>;

/** For a terminal that takes colours; NO_COLOR and FORCE_COLOR are heeded. */
export const terminalColors: Colors = picocolors;

export const noColors: Colors = picocolors.createColors(false);

export function bySeverity(colors: Colors, severity: Severity): string {
  switch (severity) {
    case 'critical':
      return colors.bold(colors.red(severity));
    case 'high':
      return colors.red(severity);
    case 'medium':
      return colors.yellow(severity);
    case 'low':
      return colors.dim(severity);
  }
}
