import { z } from 'zod';
import { invalidArgs } from '../errors.ts';
import { matching } from '../validation/constraints.ts';
import * as der from '../x509/der.ts';
import { type Extension, extendedKeyUsage, subjectAlternativeName } from '../x509/extension.ts';
import { type Name, nameOf } from '../x509/names.ts';
import { ascii, generalNameInput, generalNameOf } from './general-name.ts';
import { keyUsageExtension, keyUsageInput } from './key-usage.ts';
import { checkSubject, oid, subject } from './subject.ts';

const EXTENDED_KEY_USAGE = {
  SERVER_AUTH: '1.3.6.1.5.5.7.3.1',
  CLIENT_AUTH: '1.3.6.1.5.5.7.3.2',
  CODE_SIGNING: '1.3.6.1.5.5.7.3.3',
  EMAIL_PROTECTION: '1.3.6.1.5.5.7.3.4',
  TIME_STAMPING: '1.3.6.1.5.5.7.3.8',
  OCSP_SIGNING: '1.3.6.1.5.5.7.3.9',
  SMART_CARD_LOGIN: '1.3.6.1.4.1.311.20.2.2',
  DOCUMENT_SIGNING: '1.3.6.1.4.1.311.10.3.12',
  CERTIFICATE_TRANSPARENCY: '1.3.6.1.4.1.11129.2.4.4',
} as const;

const purposes = Object.keys(EXTENDED_KEY_USAGE) as (keyof typeof EXTENDED_KEY_USAGE)[];

const policyInformation = z.strictObject({
  CertPolicyId: oid,
  PolicyQualifiers: z
    .array(
      z.strictObject({
        PolicyQualifierId: z.enum(['CPS']),
        Qualifier: z.strictObject({ CpsUri: z.string().min(1).max(256) }),
      }),
    )
    .min(1)
    .max(20)
    .optional(),
});

const extensions = z.strictObject({
  CertificatePolicies: z.array(policyInformation).min(1).max(20).optional(),
  ExtendedKeyUsage: z
    .array(
      z.strictObject({
        ExtendedKeyUsageType: z.enum(purposes).optional(),
        ExtendedKeyUsageObjectIdentifier: oid.optional(),
      }),
    )
    .min(1)
    .max(20)
    .optional(),
  KeyUsage: keyUsageInput.optional(),
  SubjectAlternativeNames: z.array(generalNameInput).min(1).max(150).optional(),
  CustomExtensions: z
    .array(
      z.strictObject({
        ObjectIdentifier: oid,
        Value: matching('(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?', 1, 4096),
        Critical: z.boolean().optional(),
      }),
    )
    .min(1)
    .max(150)
    .optional(),
});

/** ApiPassthrough of IssueCertificate (service model). */
export const apiPassthrough = z.strictObject({ Extensions: extensions.optional(), Subject: subject.optional() });

type Extensions = z.output<typeof extensions>;

/** @throws ServiceError InvalidArgsException for a subject without attributes */
export function passedSubject(passed: z.output<typeof subject>): Name {
  checkSubject(passed);
  return nameOf(passed);
}

/**
 * The X.509 extensions a request passes.
 *
 * @throws ServiceError InvalidArgsException for an empty or double choice, and for an extension that is passed twice: which
 *   of the two would count is not documented
 */
export function passedExtensions(passed: Extensions | undefined): Extension[] {
  const { KeyUsage } = passed ?? {};
  const all = [
    ...certificatePolicies(passed),
    ...passedPurposes(passed),
    ...(KeyUsage ? [keyUsageExtension(KeyUsage)] : []),
    ...alternativeNames(passed),
    ...custom(passed),
  ];
  const twice = all.find(({ type }, index) => all.findIndex((each) => each.type === type) !== index);
  if (twice) throw invalidArgs(`The extension ${twice.type} is passed twice.`);
  return all;
}

const CERTIFICATE_POLICIES = '2.5.29.32';
const CPS = '1.3.6.1.5.5.7.2.1';

/** RFC 5280, 4.2.1.4. */
function certificatePolicies({ CertificatePolicies: policies }: Extensions = {}): Extension[] {
  if (!policies) return [];
  const value = der.sequence(
    ...policies.map(({ CertPolicyId, PolicyQualifiers = [] }) => {
      const qualifiers = PolicyQualifiers.map(({ Qualifier: { CpsUri } }) =>
        der.sequence(der.oid(CPS), der.ia5String(ascii(CpsUri, 'CpsUri'))),
      );
      return der.sequence(der.oid(CertPolicyId), ...(qualifiers.length > 0 ? [der.sequence(...qualifiers)] : []));
    }),
  );
  return [{ type: CERTIFICATE_POLICIES, critical: false, value }];
}

function passedPurposes({ ExtendedKeyUsage }: Extensions = {}): Extension[] {
  if (!ExtendedKeyUsage) return [];
  const oids = ExtendedKeyUsage.map(({ ExtendedKeyUsageType: type, ExtendedKeyUsageObjectIdentifier: other }) => {
    const [purpose, ...others] = [type && EXTENDED_KEY_USAGE[type], other].filter((each) => each !== undefined);
    if (purpose === undefined || others.length > 0)
      throw invalidArgs('Each entry of ExtendedKeyUsage must have exactly one member.');
    return purpose;
  });
  return [extendedKeyUsage(oids)];
}

const alternativeNames = ({ SubjectAlternativeNames: names }: Extensions = {}): Extension[] =>
  names ? [subjectAlternativeName(names.map((name) => generalNameOf(name, 'SubjectAlternativeNames')))] : [];

const custom = ({ CustomExtensions }: Extensions = {}): Extension[] =>
  (CustomExtensions ?? []).map(({ ObjectIdentifier, Value, Critical }) => ({
    type: ObjectIdentifier,
    critical: Critical ?? false,
    value: Buffer.from(Value, 'base64'),
  }));
