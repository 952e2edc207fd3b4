import { inspect } from 'node:util';

const HIDDEN = '[secret]';

/** A text that nobody may see: whatever prints, logs or serialises it shows that it is one, and not what it says. */
export class SecretText {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** What it says: for the one call that needs it. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}
