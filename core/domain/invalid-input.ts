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
    super(`${field}: expected ${expected}, got ${shown(got)}`);
    this.field = field;
  }
}

const SHOWN_CHARACTERS = 120;

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}… (${text.length} characters)`;
}
