import { z } from 'zod';
import { invalidArgs } from '../errors.ts';
import { matching, refusedMember } from '../validation/constraints.ts';
import { type Extension, extendedKeyUsage, keyUsage, subjectAlternativeName } from '../x509/extension.ts';
import type { GeneralName } from '../x509/general-names.ts';
import { type Name, nameOf } from '../x509/names.ts';
import { checkSubject, oid, subject } from './subject.ts';

/** The bits of KeyUsage, numbered as RFC 5280 does (least significant first). */
const KEY_USAGE_BITS = {
  DigitalSignature: 1,
  NonRepudiation: 2,
  KeyEncipherment: 4,
  DataEncipherment: 8,
  KeyAgreement: 16,
  KeyCertSign: 32,
  CRLSign: 64,
  EncipherOnly: 128,
  DecipherOnly: 256,
} as const;

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

const flag = z.boolean().optional();
const purposes = Object.keys(EXTENDED_KEY_USAGE) as (keyof typeof EXTENDED_KEY_USAGE)[];

const generalName = z.strictObject({
  DnsName: z.string().min(1).max(253).optional(),
  Rfc822Name: z.string().min(1).max(256).optional(),
  UniformResourceIdentifier: z.string().min(1).max(253).optional(),
  IpAddress: z.union([z.ipv4(), z.ipv6()]).optional(),
  OtherName: refusedMember(),
  DirectoryName: refusedMember(),
  EdiPartyName: refusedMember(),
  RegisteredId: refusedMember(),
});

const extensions = z.strictObject({
  CertificatePolicies: refusedMember(),
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
  KeyUsage: z
    .strictObject({
      DigitalSignature: flag,
      NonRepudiation: flag,
      KeyEncipherment: flag,
      DataEncipherment: flag,
      KeyAgreement: flag,
      KeyCertSign: flag,
      CRLSign: flag,
      EncipherOnly: flag,
      DecipherOnly: flag,
    })
    .optional(),
  SubjectAlternativeNames: z.array(generalName).min(1).max(150).optional(),
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

/** ApiPassthrough of IssueCertificate; what is left out of it is refused by name. */
export const apiPassthrough = z.strictObject({ Extensions: extensions.optional(), Subject: subject.optional() });

type Extensions = z.output<typeof extensions>;

/** @throws ServiceError InvalidArgsException for a subject without attributes */
export function passedSubject(passed: z.output<typeof subject>): Name {
  checkSubject(passed);
  return nameOf(passed);
}

/** The X.509 extensions a request passes. @throws ServiceError InvalidArgsException for an empty or double choice */
export function passedExtensions(passed: Extensions | undefined): Extension[] {
  if (!passed) return [];
  return [...passedKeyUsage(passed), ...passedPurposes(passed), ...alternativeNames(passed), ...custom(passed)];
}

function passedKeyUsage({ KeyUsage }: Extensions): Extension[] {
  if (!KeyUsage) return [];
  const names = Object.keys(KEY_USAGE_BITS) as (keyof typeof KEY_USAGE_BITS)[];
  const bits = names.reduce((sum, name) => (KeyUsage[name] ? sum | KEY_USAGE_BITS[name] : sum), 0);
  return [keyUsage(bits)];
}

function passedPurposes({ ExtendedKeyUsage }: Extensions): Extension[] {
  if (!ExtendedKeyUsage) return [];
  const oids = ExtendedKeyUsage.map(({ ExtendedKeyUsageType: type, ExtendedKeyUsageObjectIdentifier: other }) => {
    const chosen = [type && EXTENDED_KEY_USAGE[type], other].filter((each) => each !== undefined);
    return only(chosen, 'ExtendedKeyUsage');
  });
  return [extendedKeyUsage(oids)];
}

function alternativeNames({ SubjectAlternativeNames }: Extensions): Extension[] {
  if (!SubjectAlternativeNames) return [];
  const names = SubjectAlternativeNames.map((name) => {
    const choices: GeneralName[] = [
      ...(name.DnsName ? [{ kind: 'dns' as const, value: name.DnsName }] : []),
      ...(name.Rfc822Name ? [{ kind: 'email' as const, value: name.Rfc822Name }] : []),
      ...(name.UniformResourceIdentifier ? [{ kind: 'uri' as const, value: name.UniformResourceIdentifier }] : []),
      ...(name.IpAddress ? [{ kind: 'ip' as const, value: name.IpAddress }] : []),
    ];
    return only(choices, 'SubjectAlternativeNames');
  });
  return [subjectAlternativeName(names)];
}

const custom = ({ CustomExtensions }: Extensions): Extension[] =>
  (CustomExtensions ?? []).map(({ ObjectIdentifier, Value, Critical }) => ({
    type: ObjectIdentifier,
    critical: Critical ?? false,
    value: Buffer.from(Value, 'base64'),
  }));

/** A union on the wire: exactly one member must be set. */
function only<T>(choices: readonly T[], member: string): T {
  const [choice, ...others] = choices;
  if (choice === undefined || others.length > 0)
    throw invalidArgs(`Each entry of ${member} must have exactly one member.`);
  return choice;
}
