/** No line of a notice is longer. */
const LONGEST_LINE = 4096;

/**
 * A line of text as it may reach a mailbox: names come from certificates and inputs, so control characters, direction marks
 * and unpaired surrogates are replaced, and what is too long is cut.
 */
export function printable(text: string): string {
  // Cut first: the cut may halve a pair.
  return text.slice(0, LONGEST_LINE).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\ufffd');
}

/** The same for where only ASCII passes: SNS subjects, keys. */
export function printableAscii(text: string): string {
  return printable(text).replace(/[^\x20-\x7e]/g, '?');
}
