import { InvalidInput } from '../../core/domain/invalid-input.ts';

/** The refusal that something ends with: which field, and what was said about it. */
export function refusalOf(act: () => unknown): InvalidInput {
  try {
    act();
  } catch (error) {
    if (error instanceof InvalidInput) return error;
    throw error;
  }
  throw new Error('It was expected to be refused as InvalidInput, and was not.');
}

/** The same for what takes its time. */
export async function refusalFrom(acting: Promise<unknown>): Promise<InvalidInput> {
  const outcome: unknown = await acting.catch((error: unknown) => error);
  if (outcome instanceof InvalidInput) return outcome;
  throw new Error('It was expected to be refused as InvalidInput, and was not.', { cause: outcome });
}
