/** A value as DynamoDB's JSON writes it. */
function asAttribute(value: unknown): object {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: `${value}` };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value instanceof Uint8Array) return { B: Buffer.from(value).toString('base64') };
  return Array.isArray(value) ? { L: value.map(asAttribute) } : { M: asItem(value as object) };
}

/** An item as DynamoDB's JSON writes it. */
export const asItem = (item: object): object =>
  Object.fromEntries(
    Object.entries(item)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, asAttribute(value)]),
  );
