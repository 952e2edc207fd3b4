export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  /** What follows the question mark, as sent. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body as it came: for what is no text. */
  readonly bytes: Buffer;
  readonly sourceAddress: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** A JSON answer outside the services' protocols. */
export const plain = (status: number, body: object): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
