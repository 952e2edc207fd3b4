import { ServiceError } from '../../errors.ts';
import type { NeighbourCall } from '../neighbour.ts';

type Input = NeighbourCall['input'];

const NAME = /^[\w+=,.@-]+$/;

/** A member that has to be there, as text. @throws ServiceError ValidationError */
export function text(input: Input, member: string): string {
  const value = input[member];
  if (typeof value === 'string' && value !== '') return value;
  throw new ServiceError('ValidationError', `1 validation error detected: ${member} must not be empty.`);
}

/** A role's or a policy's name. @throws ServiceError ValidationError */
export function name(input: Input, member: string, longest: number): string {
  const value = input[member];
  if (typeof value === 'string' && NAME.test(value) && value.length <= longest) return value;
  throw new ServiceError('ValidationError', `${member} must be 1 to ${longest} letters, digits or _+=,.@-`);
}

/** `/`, or segments between slashes (IAM API reference, CreateRole). @throws ServiceError ValidationError */
export function path({ Path = '/' }: Input): string {
  if (typeof Path === 'string' && Path.length <= 512 && /^\/(?:[!-~]+\/)?$/.test(Path)) return Path;
  throw new ServiceError('ValidationError', 'Path must begin and end with a slash.');
}

/** @throws ServiceError ValidationError for what is no duration that IAM takes */
export function maxSessionDuration({ MaxSessionDuration = '3600' }: Input): number {
  const seconds = Number(MaxSessionDuration);
  if (Number.isInteger(seconds) && seconds >= 3600 && seconds <= 43_200) return seconds;
  throw new ServiceError('ValidationError', 'MaxSessionDuration must be 3600 to 43200 seconds.');
}

/** A policy document: JSON with at least one statement. @throws ServiceError MalformedPolicyDocument */
export function document(input: Input, member: string): string {
  const given = text(input, member);
  const statements = [statementsIn(given)].flat();
  const areObjects = statements.every((each) => typeof each === 'object' && each !== null);
  if (statements.length > 0 && areObjects) return given;
  throw new ServiceError('MalformedPolicyDocument', `${member} is no JSON policy document.`);
}

function statementsIn(given: string): unknown {
  try {
    const parsed = JSON.parse(given) as { Statement?: unknown } | null;
    return typeof parsed === 'object' ? parsed?.Statement : undefined;
  } catch {
    return undefined;
  }
}
