import { invalid } from '../errors.ts';

/** @throws ServiceError ValidationException for a session policy that is no policy document */
export function requirePolicy(text: string | undefined): void {
  if (text === undefined || isPolicy(text)) return;
  throw invalid('sessionPolicy is no JSON policy document with at least one statement of an Effect.');
}

function isPolicy(text: string): boolean {
  const statements = [statementsIn(text)].flat();
  return statements.length > 0 && statements.every(hasEffect);
}

function statementsIn(text: string): unknown {
  try {
    const document = JSON.parse(text) as { Statement?: unknown } | null;
    return typeof document === 'object' ? document?.Statement : undefined;
  } catch {
    return undefined;
  }
}

const hasEffect = (statement: unknown): boolean =>
  typeof statement === 'object' &&
  statement !== null &&
  'Effect' in statement &&
  (statement.Effect === 'Allow' || statement.Effect === 'Deny');
