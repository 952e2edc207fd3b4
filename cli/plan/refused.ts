import { InvalidInput } from '../../core/domain/invalid-input.ts';
import { isRefusal } from '../../core/domain/reissue/refusals.ts';

/** Whether an error says that it can't be done so: a reissue would end with the same. */
export const isRefused = (error: unknown): error is Error => error instanceof InvalidInput || isRefusal(error);

/** What is made, or why it can't be: a reissue would be refused so. */
export function triedTo<T>(make: () => T): T | Error {
  try {
    return make();
  } catch (error) {
    if (isRefused(error)) return error;
    throw error;
  }
}
