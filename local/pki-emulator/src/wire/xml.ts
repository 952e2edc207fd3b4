import type { HttpAnswer } from './messages.ts';

type Value = string | number | readonly Value[] | { readonly [name: string]: Value };

/** An object as XML elements, in order; what a list holds are its `member`s, as in the query protocol. */
export function elements(value: Value): string {
  if (typeof value !== 'object') return escaped(String(value));
  const entries = Array.isArray(value) ? value.map((each: Value) => ['member', each] as const) : Object.entries(value);
  return entries.map(([name, each]) => `<${name}>${elements(each)}</${name}>`).join('');
}

/** Text as XML 1.0 can hold it: markup escaped, control characters replaced. */
const escaped = (text: string): string =>
  text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd').replace(/[<>&]/g, (c) => `&#${c.charCodeAt(0)};`);

export const xml = (status: number, body: string): HttpAnswer => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body,
});
