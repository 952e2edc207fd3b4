import { ServiceError } from '../../errors.ts';

const malformed = (): ServiceError =>
  new ServiceError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
    400,
  );

const DECLARATION = /^﻿?\s*<\?xml[^>]*\?>/;
const ELEMENT = /^\s*<([A-Za-z]+)(?:\s+xmlns(?::\w+)?="[^"]*")*\s*(?:\/>|>([\s\S]*?)<\/\1>)/;

/** The leaves below a root element, by name: all that the few documents S3 is given here are made of. */
export function leavesOf(text: string, root: string, known: readonly string[]): Readonly<Record<string, string>> {
  const [whole = '', name, content = ''] = ELEMENT.exec(text.replace(DECLARATION, '')) ?? [];
  if (name !== root || text.replace(DECLARATION, '').slice(whole.length).trim() !== '') throw malformed();
  const leaves = leavesIn(content, known);
  return Object.fromEntries(leaves);
}

function leavesIn(content: string, known: readonly string[]): [string, string][] {
  const leaves: [string, string][] = [];
  let rest = content;
  while (rest.trim() !== '') {
    const [whole, name = '', inner = ''] = ELEMENT.exec(rest) ?? [];
    if (whole === undefined || !known.includes(name)) throw malformed();
    if (inner.includes('<')) leaves.push(...leavesIn(inner, known));
    else leaves.push([name, inner.trim()]);
    rest = rest.slice(whole.length);
  }
  return leaves;
}
