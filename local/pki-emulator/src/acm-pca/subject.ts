import { z } from 'zod';
import { invalidArgs } from '../errors.ts';
import { matching } from '../validation/constraints.ts';

const text = (max: number) => z.string().min(1).max(max).optional();
const printable = matching("[a-zA-Z0-9'()+-.?:/= ]*", 1, 64).optional();
export const oid = matching('([0-2])\\.([0-9]|([0-3][0-9]))((\\.([0-9]+)){0,126})', 0, 64);

/** ASN1Subject (service model). Lengths begin at 1, where the model says 0: X.520 has no empty attribute values. */
export const subject = z.strictObject({
  Country: matching('[A-Za-z]{2}', 2, 2).optional(),
  Organization: text(64),
  OrganizationalUnit: text(64),
  DistinguishedNameQualifier: printable,
  State: text(128),
  CommonName: text(64),
  SerialNumber: printable,
  Locality: text(128),
  Title: text(64),
  Surname: text(40),
  GivenName: text(16),
  Initials: text(5),
  Pseudonym: text(128),
  GenerationQualifier: text(3),
  CustomAttributes: z
    .array(z.strictObject({ ObjectIdentifier: oid, Value: z.string().min(1).max(256) }))
    .min(1)
    .max(150)
    .optional(),
});

/** @throws ServiceError InvalidArgsException for an empty subject, or custom attributes beside standard ones */
export function checkSubject({ CustomAttributes, ...standard }: z.output<typeof subject>): void {
  const named = Object.values(standard).some((value) => value !== undefined);
  if (!named && !CustomAttributes) throw invalidArgs('The subject has no attribute.');
  if (named && CustomAttributes)
    throw invalidArgs('CustomAttributes cannot be used together with standard attributes.');
}
