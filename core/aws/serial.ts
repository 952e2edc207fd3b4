/** `00:AB:CD` → `abcd`: a serial in hex as certificates are read, without the zero bytes in front. */
export const plainSerial = (text: string): string =>
  text
    .replaceAll(':', '')
    .toLowerCase()
    .replace(/^(?:00)+(?=..)/, '');

/** `00:0A:BC` → `abc`: a serial as the inventory keeps it, a number in hex. */
export const bareSerial = (text: string): string => plainSerial(text).replace(/^0+(?=.)/, '');
