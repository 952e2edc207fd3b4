import { InvalidInput } from '../../core/domain/invalid-input.ts';
import { isRefusal } from '../../core/domain/reissue/refusals.ts';

/** Whether an error says that it can't be done so: a reissue would end with the same. */
export const isRefused = (error: unknown): error is Error => error instanceof InvalidInput || isRefusal(error);
