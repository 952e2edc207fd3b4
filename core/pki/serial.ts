/** `00:AB:CD` → `abcd`: a serial in hex as certificates are read, without the zero bytes in front. */
export const plainSerial = (text: string): string =>
  text
    .replaceAll(':', '')
    .toLowerCase()
    .replace(/^(?:00)+(?=..)/, '');
