import { modelOf, operationOf, type ServiceName, shapeOf } from './botocore.ts';
import { COMMON_ERRORS } from './deviations.ts';
import { outputFaults } from './output-check.ts';
import { type Answer, type Json, send } from './protocol.ts';

/** Who asks: an emulator, and the account that signs. */
export interface Asker {
  readonly url: string;
  readonly account: string;
}

/** Does an operation's model, or the list of common errors, have this error? */
export function isModelled(service: ServiceName, operation: string, error: string): boolean {
  const own = operationOf(service, operation).errors ?? [];
  return COMMON_ERRORS.includes(error) || own.some(({ shape }) => shape === error);
}

/** The HTTP status of an error: as its shape says, else 400, as acm and acm-pca answer all of theirs. */
function statusOf(service: ServiceName, error: string): number {
  const named = modelOf(service).shapes[error];
  return named?.error?.httpStatusCode ?? 400;
}

/** What of an answer is not as modelled. */
export function faultsOf(service: ServiceName, operation: string, { status, body, error }: Answer): string[] {
  if (error === undefined) {
    const { http, output } = operationOf(service, operation);
    const odd = status === (http.responseCode ?? 200) ? [] : [`status ${status}`];
    return [...odd, ...outputFaults(service, output?.shape, body)];
  }
  if (!isModelled(service, operation, error)) return [`${error} is no error of it`];
  return status === statusOf(service, error) ? [] : [`${error} came with status ${status}`];
}

/** Sends an input; throws when the answer, whether success or error, is not one that the model has. */
export async function ask(asker: Asker, service: ServiceName, operation: string, input: Json = {}): Promise<Answer> {
  const answer = await send(asker.url, service, operation, input, asker.account);
  const faults = faultsOf(service, operation, answer);
  if (faults.length === 0) return answer;
  throw new Error(`${service} ${operation} answered what is not modelled:\n${faults.join('\n')}\n${answer.message}`);
}

/** The input members of an operation; none of one without input. */
export function inputMembers(service: ServiceName, operation: string): string[] {
  const { input } = operationOf(service, operation);
  return input ? Object.keys(shapeOf(modelOf(service), input.shape).members ?? {}) : [];
}
