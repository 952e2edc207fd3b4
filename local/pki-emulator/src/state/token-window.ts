interface Remembered {
  readonly arn: string;
  /** Epoch milliseconds. */
  readonly until: number;
}

/**
 * Idempotency tokens of one account and region: what a token stood for, for as long as the service remembers it
 * (five minutes in acm-pca, one hour in acm: API references of IssueCertificate and RequestCertificate).
 */
export class TokenWindow {
  readonly #remembered: Map<string, Remembered>;

  constructor(remembered: ReadonlyMap<string, Remembered> = new Map()) {
    this.#remembered = new Map(remembered);
  }

  entries(): ReadonlyMap<string, Remembered> {
    return this.#remembered;
  }

  /** The ARN an equal request was answered with, if that is not too long ago. */
  recall(request: string, now: Date): string | undefined {
    const found = this.#remembered.get(request);
    return found && now.getTime() < found.until ? found.arn : undefined;
  }

  remember(request: string, arn: string, now: Date, minutes: number): void {
    this.#remembered.set(request, { arn, until: now.getTime() + minutes * 60_000 });
  }
}
