const known = new Map<string, string>();
/** Requests may bring any number of texts of their own. */
const MOST_KNOWN = 10_000;

/**
 * The same text, but one in memory: what comes with each request (a region, a CA's ARN) is a new text each time, and would
 * be kept with each of a hundred thousand certificates.
 */
export function interned(text: string): string {
  const found = known.get(text);
  if (found !== undefined) return found;
  if (known.size < MOST_KNOWN) known.set(text, text);
  return text;
}
