import { isIP } from 'node:net';
import * as der from './der.ts';
import { type Element, elementOf, elementsOf, oidOf, textOf } from './der-reading.ts';

/** A GeneralName (RFC 5280, 4.2.1.6). `value` is text, but for a directory name (DER of the name). */
export type GeneralName =
  | { readonly kind: 'dns' | 'email' | 'uri' | 'ip' | 'registeredId'; readonly value: string }
  | { readonly kind: 'directory'; readonly value: Buffer }
  | { readonly kind: 'other'; readonly type: string; readonly value: Buffer }
  | { readonly kind: 'ediParty'; readonly partyName: string; readonly nameAssigner?: string | undefined };

/** A name as it is encoded: a choice of implicitly tagged members, but where the choice would be lost. */
export function generalName(name: GeneralName): Buffer {
  switch (name.kind) {
    case 'other':
      return der.implicit(0, der.sequence(der.oid(name.type), der.explicit(0, name.value)));
    case 'email':
      return der.implicit(1, der.ia5String(name.value));
    case 'dns':
      return der.implicit(2, der.ia5String(name.value));
    case 'directory':
      return der.explicit(4, name.value);
    case 'ediParty': {
      const assigner = name.nameAssigner === undefined ? [] : [der.explicit(0, der.utf8String(name.nameAssigner))];
      return der.implicit(5, der.sequence(...assigner, der.explicit(1, der.utf8String(name.partyName))));
    }
    case 'uri':
      return der.implicit(6, der.ia5String(name.value));
    case 'ip':
      return der.implicit(7, der.octetString(addressBytes(name.value)));
    case 'registeredId':
      return der.implicit(8, der.oid(name.value));
  }
}

/** The address in network order: 4 or 16 bytes. */
function addressBytes(text: string): Buffer {
  if (isIP(text) !== 6) return Buffer.from(text.split('.').map(Number));
  const { hostname } = new URL(`http://[${text}]`); // Written out uniformly, an embedded IPv4 address as two groups.
  const [head = '', tail = ''] = hostname.slice(1, -1).split('::');
  const [before, after] = [head, tail].map((part) => part.split(':').filter((group) => group !== ''));
  const zeros = Array<string>(8 - (before?.length ?? 0) - (after?.length ?? 0)).fill('0');
  const groups = [...(before ?? []), ...zeros, ...(after ?? [])];
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

type Reader = (element: Element) => GeneralName | undefined;

const ia5 =
  (kind: 'dns' | 'email' | 'uri'): Reader =>
  ({ content }) => ({ kind, value: content.toString('latin1') });

/** By the number of the tag. */
const READERS: Readonly<Record<number, Reader>> = {
  0: readOther,
  1: ia5('email'),
  2: ia5('dns'),
  4: ({ content }) => ({ kind: 'directory', value: elementOf(content).whole }),
  5: readEdiParty,
  6: ia5('uri'),
  7: ({ content }) => ({ kind: 'ip', value: addressText(content) }),
  8: (element) => ({ kind: 'registeredId', value: oidOf(element) }),
};

/** The names of a sequence of GeneralName; kinds without a reader (X.400 addresses) are left out. @throws DerError */
export const generalNamesIn = (value: Buffer): GeneralName[] =>
  elementsOf(elementOf(value).content).flatMap((element) => READERS[element.tag & 0x1f]?.(element) ?? []);

function readOther({ content }: Element): GeneralName | undefined {
  const [type, wrapped] = elementsOf(content);
  if (!type || !wrapped) return undefined;
  return { kind: 'other', type: oidOf(type), value: elementOf(wrapped.content).whole };
}

function readEdiParty({ content }: Element): GeneralName | undefined {
  const parts = elementsOf(content).map(({ tag, content: inner }) => [tag & 0x1f, textOf(elementOf(inner))] as const);
  const partyName = parts.find(([number]) => number === 1)?.[1];
  const nameAssigner = parts.find(([number]) => number === 0)?.[1];
  return partyName === undefined ? undefined : { kind: 'ediParty', partyName, nameAssigner };
}

function addressText(bytes: Buffer): string {
  if (bytes.length !== 16) return [...bytes].join('.');
  const groups = bytes.toString('hex').match(/.{4}/g) ?? [];
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
