/** Calls run beside each other; what moves the time runs alone: it waits for those inside, and others wait for it. */
export class Gate {
  #inside = 0;
  #emptied: (() => void) | undefined;
  #alone: Promise<void> = Promise.resolve();
  #waiting = 0;

  async beside<T>(work: () => Promise<T>): Promise<T> {
    while (this.#waiting > 0) await this.#alone;
    this.#inside++;
    try {
      return await work();
    } finally {
      if (--this.#inside === 0) this.#emptied?.();
    }
  }

  /** Leaves while something is awaited that is none of the time's business, and comes back in. Only for who is inside. */
  async aside<T>(wait: () => Promise<T>): Promise<T> {
    if (--this.#inside === 0) this.#emptied?.();
    try {
      return await wait();
    } finally {
      while (this.#waiting > 0) await this.#alone;
      this.#inside++;
    }
  }

  alone<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting++;
    const result = this.#alone.then(async () => {
      if (this.#inside > 0) await new Promise<void>((resolve) => (this.#emptied = resolve));
      this.#emptied = undefined;
      return work();
    });
    this.#alone = result.then(
      () => void this.#waiting--,
      () => void this.#waiting--,
    );
    return result;
  }
}
