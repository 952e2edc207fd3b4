/** One element of DER (X.690): its identifier octet, its content, and the whole of it, as it stood. */
export interface Element {
  readonly tag: number;
  readonly content: Buffer;
  readonly whole: Buffer;
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Bytes that are no DER, or another structure than the one that belongs there. */
export class NotDer extends Error {
  override readonly name = 'NotDer';
  /** Which part of what was read, for people: `subject`. */
  readonly part: string;

  /** @param found what stands there, after "got": `an element that is cut off` */
  constructor(part: string, found: string) {
    super(found);
    this.part = part;
  }
}

/** The elements that follow one another, up to the end. Nothing inside them is looked at. @throws NotDer */
export function elementsOf(bytes: Buffer, part: string): readonly Element[] {
  const elements: Element[] = [];
  let at = 0;
  while (at < bytes.length) {
    const element = elementAt(bytes, at, part);
    elements.push(element);
    at += element.whole.length;
  }
  return elements;
}

function elementAt(bytes: Buffer, at: number, part: string): Element {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) throw new NotDer(part, 'an element that is cut off');
  // Nothing in certificates has a tag above 30, which takes several octets.
  if ((tag & 0x1f) === 0x1f) throw new NotDer(part, 'a tag of several octets');
  const size = first < 0x80 ? 0 : first & 0x7f;
  const start = at + 2 + size;
  const end = start + (first < 0x80 ? first : lengthIn(bytes.subarray(at + 2, start), size, part));
  if (end > bytes.length) throw new NotDer(part, 'an element that is cut off');
  return { tag, content: bytes.subarray(start, end), whole: bytes.subarray(at, end) };
}

/** A length of several octets: definite, and in as few as it takes (X.690, 10.1). */
function lengthIn(octets: Buffer, size: number, part: string): number {
  if (size === 0 || size > 4) throw new NotDer(part, 'an element without a definite length');
  if (octets.length < size) throw new NotDer(part, 'an element that is cut off');
  const length = octets.readUIntBE(0, size);
  if (octets[0] === 0 || length < 0x80) throw new NotDer(part, 'a length in more octets than it takes');
  return length;
}

/** The one element that the bytes are. @throws NotDer where it is another, or something follows it */
export function only(bytes: Buffer, tag: number, part: string): Element {
  const elements = elementsOf(bytes, part);
  const [element] = elements;
  if (element?.tag !== tag || elements.length > 1) throw new NotDer(part, 'another structure');
  return element;
}

/** Reads the members of a structure in their order. */
export class Members {
  readonly #elements: readonly Element[];
  readonly #part: string;
  #at = 0;

  /** @throws NotDer */
  constructor(content: Buffer, part: string) {
    this.#elements = elementsOf(content, part);
    this.#part = part;
  }

  /** @throws NotDer where another stands there, or none */
  next(tag: number, part = this.#part): Element {
    const element = this.optional(tag);
    if (element === undefined) throw new NotDer(part, 'another structure');
    return element;
  }

  /** Undefined where another stands there, or none. */
  optional(tag: number): Element | undefined {
    const element = this.#elements[this.#at];
    if (element?.tag !== tag) return undefined;
    this.#at += 1;
    return element;
  }

  /** Whatever stands there. @throws NotDer where nothing does */
  any(): Element {
    const element = this.#elements[this.#at++];
    if (element === undefined) throw new NotDer(this.#part, 'another structure');
    return element;
  }

  /** @throws NotDer where something is left */
  end(): void {
    if (this.#at < this.#elements.length) throw new NotDer(this.#part, 'more members than it has');
  }
}

/** One whole element. @param tag the whole identifier octet (X.690, 8.1.2) */
export function element(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const octets = content.length < 0x80 ? [] : [...Buffer.from(evenHex(content.length), 'hex')];
  const length = octets.length === 0 ? [content.length] : [0x80 | octets.length, ...octets];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const evenHex = (value: number): string => {
  const hex = value.toString(16);
  return hex.length % 2 === 0 ? hex : `0${hex}`;
};

export const sequence = (...members: readonly Buffer[]): Buffer => element(TAG.sequence, ...members);
