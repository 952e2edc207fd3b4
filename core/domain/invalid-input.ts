/** Input that can't be acted on. Its name is the contract with Catch in the state machines: never retried. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput';
  readonly field: string;

  /**
   * @param field where the value stands, as a path of the input: `certificateAuthorityArn`, `event.name`
   * @param expected what belongs there, for a person
   * @param got what stood there; shown shortened
   */
  constructor(field: string, expected: string, got: unknown) {
    super(
      `${LOOKS_LIKE_A_KEY.test(field) ? 'a member whose name looks like a key' : field}: expected ${expected}, got ${shown(got)}`,
    );
    this.field = field;
  }
}

const SHOWN_CHARACTERS = 120;

/** PEM, a JWK's secret part, or DER in base64: a key that was put where something else belongs must not reach a log. */
const LOOKS_LIKE_A_KEY = /PRIVATE KEY|"d":|\bM[A-Z][A-Za-z0-9+/]{40}/;

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? typeof value;
  if (LOOKS_LIKE_A_KEY.test(text)) return 'what looks like a key or a certificate, and is not shown';
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}… (${text.length} characters)`;
}
