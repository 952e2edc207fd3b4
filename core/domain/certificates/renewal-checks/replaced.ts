import { passed, settled, type Check } from './check.ts';

/** Whoever used it uses another now: its end concerns nobody. */
export const replaced: Check = {
  name: 'not replaced yet',
  appliesTo: ({ replacedBy }) => replacedBy !== undefined,
  check: ({ replacedBy }) =>
    replacedBy === undefined
      ? passed('nothing replaced it')
      : settled(`replaced by ${replacedBy.certificateArn}`, {
          verdict: 'out-of-force',
          reason: 'Replaced',
          message: `It was replaced by ${replacedBy.certificateArn}, which was found in use on ${replacedBy.at}.`,
          remedy: [],
        }),
};
