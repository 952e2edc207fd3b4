import { invalid, notFound } from '../errors.ts';
import { isAttributeName } from './distinguished-names.ts';

/** The parts of a certificate that session tags are made of. */
export const FIELDS = ['x509Subject', 'x509Issuer', 'x509SAN'] as const;

export type CertificateField = (typeof FIELDS)[number];

/** Which specifiers of each field become tags; a field without rules gives none. */
export type AttributeMappings = Map<CertificateField, readonly string[]>;

/** What a new profile maps (service-facts 5.1). */
export const DEFAULT_MAPPINGS: Readonly<Record<CertificateField, readonly string[]>> = {
  x509Issuer: ['*'],
  x509SAN: ['DNS', 'URI', 'Name/*'],
  x509Subject: ['*'],
};

export const mappingDetails = (mappings: AttributeMappings) =>
  [...mappings].map(([certificateField, specifiers]) => ({
    mappingRules: specifiers.map((specifier) => ({ specifier })),
    certificateField,
  }));

/** Replaces the rules of a field. @throws ServiceError ValidationException for rules that map nothing */
export function putMapping(mappings: AttributeMappings, field: CertificateField, specifiers: readonly string[]): void {
  if (specifiers.length === 0) throw invalid('mappingRules must have at least one rule.');
  const wrong = specifiers.find((specifier) => !isSpecifier(field, specifier));
  if (wrong !== undefined) throw invalid(`'${wrong}' is no specifier of ${field}.`);
  if (new Set(specifiers).size < specifiers.length) throw invalid('A specifier is given twice.');
  mappings.set(field, specifiers);
}

/**
 * Removes specifiers of a field, or without any the whole field.
 *
 * @throws ServiceError ResourceNotFoundException for a field or a specifier that is not mapped
 */
export function removeMapping(
  mappings: AttributeMappings,
  field: CertificateField,
  specifiers: readonly string[] | undefined,
): void {
  const mapped = mappings.get(field);
  const missing = specifiers?.find((specifier) => !mapped?.includes(specifier));
  if (!mapped || missing !== undefined) {
    throw notFound(`The profile has no attribute mapping ${[field, missing].filter(Boolean).join(' ')}.`);
  }
  const rest = specifiers ? mapped.filter((specifier) => !specifiers.includes(specifier)) : [];
  if (rest.length > 0) mappings.set(field, rest);
  else mappings.delete(field);
}

/** `*` or an attribute of a name; of alternative names `DNS`, `URI`, and `Name/` with one of the former. */
function isSpecifier(field: CertificateField, specifier: string): boolean {
  if (field !== 'x509SAN') return specifier === '*' || isAttributeName(specifier);
  if (specifier === 'DNS' || specifier === 'URI') return true;
  const [, attribute] = /^Name\/(.+)$/.exec(specifier) ?? [];
  return attribute !== undefined && (attribute === '*' || isAttributeName(attribute));
}
