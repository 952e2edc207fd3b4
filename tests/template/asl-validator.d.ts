/** What of asl-validator 4 is used here; it ships no types. */
declare module 'asl-validator' {
  interface Validation {
    readonly isValid: boolean;
    readonly errorsText: (separator?: string) => string;
  }
  export default function validate(definition: unknown): Validation;
}
