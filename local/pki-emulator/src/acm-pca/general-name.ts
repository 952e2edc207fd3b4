import { z } from 'zod';
import { invalidArgs } from '../errors.ts';
import * as der from '../x509/der.ts';
import type { GeneralName } from '../x509/general-names.ts';
import { nameOf } from '../x509/names.ts';
import { checkSubject, oid, subject } from './subject.ts';

/** GeneralName (service model). Lengths begin at 1, where the model says 0: no such name is empty. */
export const generalNameInput = z.strictObject({
  OtherName: z.strictObject({ TypeId: oid, Value: z.string().min(1).max(256) }).optional(),
  Rfc822Name: z.string().min(1).max(256).optional(),
  DnsName: z.string().min(1).max(253).optional(),
  DirectoryName: subject.optional(),
  EdiPartyName: z
    .strictObject({ PartyName: z.string().min(1).max(256), NameAssigner: z.string().min(1).max(256).optional() })
    .optional(),
  UniformResourceIdentifier: z.string().min(1).max(253).optional(),
  IpAddress: z.string().min(1).max(39).optional(),
  RegisteredId: oid.optional(),
});

type Input = z.output<typeof generalNameInput>;

/** How each kind becomes a name; the value of an OtherName is text, written as UTF8String. */
const KINDS: { readonly [K in keyof Required<Input>]: (value: NonNullable<Input[K]>) => GeneralName } = {
  OtherName: ({ TypeId, Value }) => ({ kind: 'other', type: TypeId, value: der.utf8String(Value) }),
  Rfc822Name: (value) => ({ kind: 'email', value: ascii(value, 'Rfc822Name') }),
  DnsName: (value) => ({ kind: 'dns', value: ascii(value, 'DnsName') }),
  DirectoryName(value) {
    checkSubject(value);
    return { kind: 'directory', value: nameOf(value) };
  },
  EdiPartyName: ({ PartyName, NameAssigner }) => ({
    kind: 'ediParty',
    partyName: PartyName,
    nameAssigner: NameAssigner,
  }),
  UniformResourceIdentifier: (value) => ({ kind: 'uri', value: ascii(value, 'UniformResourceIdentifier') }),
  IpAddress(value) {
    const isAddress = z.union([z.ipv4(), z.ipv6()]).safeParse(value).success;
    if (!isAddress) throw invalidArgs(`${value} is no IP address.`);
    return { kind: 'ip', value };
  },
  RegisteredId: (value) => ({ kind: 'registeredId', value }),
};

/** @throws ServiceError InvalidArgsException: these kinds are IA5Strings (RFC 5280, 4.2.1.6) */
export function ascii(value: string, member: string): string {
  if (/^[\x20-\x7e]+$/.test(value)) return value;
  throw invalidArgs(`${member} can hold printable ASCII characters only.`);
}

/** @throws ServiceError InvalidArgsException for none or more than one of the kinds, and for values that do not fit theirs */
export function generalNameOf(input: Input, member: string): GeneralName {
  const given = (Object.keys(KINDS) as (keyof Input)[]).filter((kind) => input[kind] !== undefined);
  const [kind, ...others] = given;
  if (kind === undefined || others.length > 0)
    throw invalidArgs(`Each name of ${member} must have exactly one member.`);
  const write = KINDS[kind] as (value: unknown) => GeneralName;
  return write(input[kind]);
}
