/**
 * An error the emulated service answers with: `{"__type": code, "message": message}`.
 *
 * `code` is the wire name (e.g. `InvalidStateException`); `status` is the HTTP status, 400 for every modelled error of
 * acm and acm-pca (service models of 2026), settable only for injected faults.
 */
export class ServiceError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    // An answer, not a defect: nobody reads its stack, and a year of failing renewals makes a million of them.
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = limit;
    this.name = 'ServiceError';
    this.code = code;
    this.status = status;
  }
}

/** Input that breaks a constraint, or that the emulator refuses by name. */
export const invalid = (message: string): ServiceError => new ServiceError('ValidationException', message);

/** What the real service does and the emulator does not (yet); `what` names the operation or the input member. */
export const notEmulated = (what: string): ServiceError => invalid(`The emulator does not support ${what}.`);

export const invalidState = (message: string): ServiceError => new ServiceError('InvalidStateException', message);

export const notFound = (message: string): ServiceError => new ServiceError('ResourceNotFoundException', message);

export const invalidArn = (message: string): ServiceError => new ServiceError('InvalidArnException', message);

export const invalidArgs = (message: string): ServiceError => new ServiceError('InvalidArgsException', message);
