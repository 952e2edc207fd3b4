import { z } from 'zod';
import { invalidArgs } from '../errors.ts';
import * as der from '../x509/der.ts';
import type { Extension } from '../x509/extension.ts';
import { generalName } from '../x509/general-names.ts';
import { generalNameInput, generalNameOf } from './general-name.ts';
import { keyUsageExtension, keyUsageInput } from './key-usage.ts';
import { oid } from './subject.ts';

/** AccessMethodType by its OID (RFC 5280, 4.2.2.2; RFC 6487, 4.8.8; RFC 8182, 3.2). */
const ACCESS_METHODS = {
  CA_REPOSITORY: '1.3.6.1.5.5.7.48.5',
  RESOURCE_PKI_MANIFEST: '1.3.6.1.5.5.7.48.10',
  RESOURCE_PKI_NOTIFY: '1.3.6.1.5.5.7.48.13',
} as const;

const SUBJECT_INFORMATION_ACCESS = '1.3.6.1.5.5.7.1.11';

const methods = Object.keys(ACCESS_METHODS) as (keyof typeof ACCESS_METHODS)[];

const accessDescription = z.strictObject({
  AccessMethod: z.strictObject({
    CustomObjectIdentifier: oid.optional(),
    AccessMethodType: z.enum(methods).optional(),
  }),
  AccessLocation: generalNameInput,
});

/** CsrExtensions of a CA (service model). */
export const csrExtensions = z.strictObject({
  KeyUsage: keyUsageInput.optional(),
  SubjectInformationAccess: z.array(accessDescription).optional(),
});

export type CsrExtensions = z.output<typeof csrExtensions>;
type AccessDescription = z.output<typeof accessDescription>;

/** The extensions a CA's CSR asks for. @throws ServiceError InvalidArgsException for empty or double choices */
export function requestedExtensions(wish: CsrExtensions | undefined): Extension[] {
  const { KeyUsage, SubjectInformationAccess: access = [] } = wish ?? {};
  return [
    ...(KeyUsage ? [keyUsageExtension(KeyUsage)] : []),
    ...(access.length > 0 ? [subjectInformationAccess(access)] : []),
  ];
}

const subjectInformationAccess = (access: readonly AccessDescription[]): Extension => ({
  type: SUBJECT_INFORMATION_ACCESS,
  critical: false,
  value: der.sequence(
    ...access.map(({ AccessMethod, AccessLocation }) =>
      der.sequence(der.oid(methodOf(AccessMethod)), generalName(generalNameOf(AccessLocation, 'AccessLocation'))),
    ),
  ),
});

function methodOf({ CustomObjectIdentifier: own, AccessMethodType: type }: AccessDescription['AccessMethod']): string {
  const [method, ...others] = [type && ACCESS_METHODS[type], own].filter((each) => each !== undefined);
  if (method === undefined || others.length > 0) {
    throw invalidArgs('Exactly one of CustomObjectIdentifier and AccessMethodType must be provided.');
  }
  return method;
}
