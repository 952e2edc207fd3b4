/** Bytes in hex with colons between them, as serial numbers and key identifiers are shown: `16:e9:…`. */
export const colons = (hex: string): string => (hex.match(/../g) ?? []).join(':');
