/** Texts by their UTF-16 units, as DynamoDB sorts what is ASCII; for ISO 8601 times of one form that is by time. */
export const textOrder = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
