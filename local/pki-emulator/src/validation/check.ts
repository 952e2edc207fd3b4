import type { z } from 'zod';
import { invalid, ServiceError } from '../errors.ts';
import { lengthAtLeast, lengthAtMost, REFUSED } from './constraints.ts';

type Issue = z.core.$ZodIssue;

const SECRET = new Set(['privateKey', 'passphrase']);

/**
 * Checks an input and gives it its types.
 *
 * @throws ServiceError ValidationException naming every member that breaks a constraint, is unknown to the emulator, or
 * is refused by it; SerializationException for a member of another JSON type, as the real front end answers it
 */
export function checked<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const result = schema.safeParse(body, { reportInput: true });
  if (result.success) return result.data;
  throw errorOf(flatten(result.error.issues));
}

/** A union's alternatives are tried in turn; what went wrong in the first is what is told. */
const flatten = (issues: readonly Issue[]): Issue[] =>
  issues.flatMap((issue) =>
    issue.code === 'invalid_union' && issue.errors[0]
      ? flatten(issue.errors[0].map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })))
      : [issue],
  );

function errorOf(issues: readonly Issue[]): ServiceError {
  const refused = issues.map(refusalOf).find((message) => message !== undefined);
  if (refused !== undefined) return invalid(refused);
  const wrongType = issues.find(isWrongType);
  if (wrongType) return new ServiceError('SerializationException', `Member '${pathOf(wrongType)}' has a wrong type`);
  const many = issues.length === 1 ? '1 validation error' : `${issues.length} validation errors`;
  return invalid(`${many} detected: ${issues.map(constraintOf).join('; ')}`);
}

function refusalOf(issue: Issue): string | undefined {
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => `'${[...issue.path, key].join('.')}'`).join(', ');
    return `The emulator does not know the input member ${names}.`;
  }
  if (issue.code !== 'custom' || issue.params?.['kind'] !== REFUSED) return undefined;
  const value = String(issue.params['value'] ?? '');
  return `The emulator does not support ${[issue.path.join('.'), value].filter((part) => part !== '').join(' ')}.`;
}

function isWrongType(issue: Issue): boolean {
  if (issue.code === 'custom') return issue.params?.['kind'] === 'serialization';
  return issue.code === 'invalid_type' && issue.input !== undefined;
}

function constraintOf(issue: Issue): string {
  const path = pathOf(issue);
  const hidden = SECRET.has(path);
  const value = typeof issue.input === 'string' ? issue.input.slice(0, 200) : JSON.stringify(issue.input);
  const shown = issue.input === undefined ? 'null' : `'${hidden ? 'HIDDEN' : value}'`;
  return `Value ${shown} at '${path}' failed to satisfy constraint: ${ruleOf(issue)}`;
}

function ruleOf(issue: Issue): string {
  if (issue.code === 'invalid_value' && issue.input === undefined) return 'Member must not be null';
  const counted = issue.code === 'too_small' || issue.code === 'too_big' ? issue.origin !== 'number' : false;
  switch (issue.code) {
    case 'invalid_type':
      return 'Member must not be null';
    case 'too_small':
      return counted
        ? lengthAtLeast(Number(issue.minimum))
        : `Member must have value greater than or equal to ${issue.minimum}`;
    case 'too_big':
      return counted
        ? lengthAtMost(Number(issue.maximum))
        : `Member must have value less than or equal to ${issue.maximum}`;
    case 'invalid_value':
      return `Member must satisfy enum value set: [${issue.values.map(String).join(', ')}]`;
    default:
      return issue.message;
  }
}

/** As the services write it: lower camel case, list members as `tags.1.member.key`. */
function pathOf(issue: Issue): string {
  return issue.path
    .map((part) => (typeof part === 'number' ? `${part + 1}.member` : lowerFirst(String(part))))
    .join('.');
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
