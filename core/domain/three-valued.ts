/** Kleene's third value: a condition that nobody here can judge decides nothing. */
export type Answer = 'yes' | 'no' | 'unknown';

/** `no` if any is no; else `unknown` if any is; else `yes`. */
export function all(answers: readonly Answer[]): Answer {
  if (answers.includes('no')) return 'no';
  return answers.includes('unknown') ? 'unknown' : 'yes';
}

/** `yes` if any is yes; else `unknown` if any is; else `no`. */
export function any(answers: readonly Answer[]): Answer {
  if (answers.includes('yes')) return 'yes';
  return answers.includes('unknown') ? 'unknown' : 'no';
}

export function not(answer: Answer): Answer {
  if (answer === 'unknown') return 'unknown';
  return answer === 'yes' ? 'no' : 'yes';
}

export const answer = (holds: boolean): Answer => (holds ? 'yes' : 'no');
