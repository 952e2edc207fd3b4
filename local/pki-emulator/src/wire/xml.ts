import type { HttpAnswer } from './messages.ts';

type Value = string | number | { readonly [name: string]: Value };

/** An object as XML elements, in order. */
export const elements = (value: Value): string =>
  typeof value === 'object'
    ? Object.entries(value)
        .map(([name, each]) => `<${name}>${elements(each)}</${name}>`)
        .join('')
    : escaped(String(value));

/** Text as XML 1.0 can hold it: markup escaped, control characters replaced. */
const escaped = (text: string): string =>
  text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd').replace(/[<>&]/g, (c) => `&#${c.charCodeAt(0)};`);

export const xml = (status: number, body: string): HttpAnswer => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body,
});
