/** The parameters of a stack and where it stands, e.g. `AWS::Region`. */
export type Given = Readonly<Record<string, string>>;

/** How the conditions of a template come out, as CloudFormation decides them. */
export function decided(
  conditions: Readonly<Record<string, unknown>>,
  given: Given,
): Readonly<Record<string, boolean>> {
  const holds = (expression: unknown): boolean => {
    const [name = '', value] = Object.entries(expression as object)[0] ?? [];
    if (name === 'Condition') return holds(conditions[value as string]);
    const operands = value as readonly unknown[];
    if (name === 'Fn::And') return operands.every(holds);
    if (name === 'Fn::Or') return operands.some(holds);
    if (name === 'Fn::Not') return !holds(operands[0]);
    if (name === 'Fn::Equals') return textOf(operands[0], given) === textOf(operands[1], given);
    throw new Error(`${name} is no function that the tests know.`);
  };
  return Object.fromEntries(Object.entries(conditions).map(([name, expression]) => [name, holds(expression)]));
}

function textOf(value: unknown, given: Given): string {
  if (typeof value === 'string') return value;
  const { Ref } = value as { readonly Ref: string };
  const text = given[Ref];
  if (text === undefined) throw new Error(`${Ref} is not given.`);
  return text;
}
