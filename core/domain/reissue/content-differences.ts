import { printable } from '../printable.ts';
import type { AlternativeName, CertificateContent, Extension, RequestContent } from './certificate-content.ts';
import { furtherExtensions, OID, PURPOSE } from './requested-extensions.ts';
import { passedFromRequest } from './template.ts';

const SHOWN = 5;
const SHOWN_CHARACTERS = 200;

/** Whoever has a certificate may have chosen what stands in it. */
const shortened = (text: string): string =>
  printable(text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}…`);

/**
 * What an issued certificate says otherwise than it should: subject, names, usages, type of key. The order of names and usages is
 * no difference.
 * @returns for people, each as part of a sentence; none where nothing differs
 */
export const contentDifferences = (expected: CertificateContent, issued: CertificateContent): readonly string[] => [
  ...subjectDifference(expected, issued),
  ...setDifferences('name', expected.names.map(nameText), issued.names.map(nameText)),
  ...setDifferences('key usage', expected.keyUsages, issued.keyUsages),
  ...setDifferences(
    'extended key usage',
    expected.extendedKeyUsages.map(purposeText),
    issued.extendedKeyUsages.map(purposeText),
  ),
  ...(expected.keyType === issued.keyType ? [] : [`the key is ${issued.keyType} instead of ${expected.keyType}`]),
];

/**
 * Why a device's CSR is not one for the same certificate again: another key, subject or name; and where the template takes more
 * from the CSR, an extension that the certificate has not, or that the CSR has not.
 * @param templateArn the template that it is to be issued with; absent: one that takes nothing but subject and names
 * @returns for people, each as part of a sentence; none where it fits
 */
export const requestDifferences = (
  certificate: CertificateContent,
  request: RequestContent,
  templateArn = '',
): readonly string[] => [
  ...(certificate.publicKey === request.publicKey ? [] : ["the public key is not the certificate's"]),
  ...subjectDifference(certificate, request),
  ...setDifferences('name', certificate.names.map(nameText), request.names.map(nameText)),
  ...setDifferences(
    'extension',
    passed(certificate.extensions, templateArn).map(extensionText),
    passed(request.extensions, templateArn).map(extensionText),
  ),
];

type Named = Pick<CertificateContent, 'subject' | 'subjectText'>;

function subjectDifference(expected: Named, found: Named): readonly string[] {
  if (expected.subject === found.subject) return [];
  const [wanted, got] = [expected, found].map(({ subjectText }) =>
    subjectText === '' ? 'empty' : shortened(subjectText),
  );
  return expected.subjectText === found.subjectText
    ? [`the subject ${got} reads the same but is encoded otherwise`]
    : [`the subject is ${got} instead of ${wanted}`];
}

/** Both ways; what is in them more than once counts once. */
function setDifferences(what: string, expected: readonly string[], found: readonly string[]): readonly string[] {
  const [wanted, got] = [new Set(expected), new Set(found)];
  const missing = [...wanted].filter((each) => !got.has(each));
  const besides = [...got].filter((each) => !wanted.has(each));
  return [
    ...(missing.length === 0 ? [] : [`it lacks the ${listed(what, missing)}`]),
    ...(besides.length === 0 ? [] : [`it has, besides, the ${listed(what, besides)}`]),
  ];
}

function listed(what: string, values: readonly string[]): string {
  const shown = values.slice(0, SHOWN).map(shortened).join(', ');
  const more = values.length > SHOWN ? ` and ${values.length - SHOWN} more` : '';
  return `${what}${values.length > 1 ? 's' : ''} ${shown}${more}`;
}

const nameText = ({ kind, value }: AlternativeName): string => `${kind}:${value}`;

const PURPOSES = new Map<string, string>(Object.entries(PURPOSE).map(([name, oid]) => [oid, name]));

const purposeText = (oid: string): string => PURPOSES.get(oid) ?? oid;

const extensionText = ({ oid, value }: Extension): string => `${oid} (${value})`;

/** The extensions that the certificate would have from the CSR, with such a template; names are told apart. */
function passed(extensions: readonly Extension[], templateArn: string): readonly Extension[] {
  const { further, usages } = passedFromRequest(templateArn);
  const isUsage = ({ oid }: Extension): boolean => oid === OID.keyUsage || oid === OID.extendedKeyUsage;
  return [...(usages ? extensions.filter(isUsage) : []), ...(further ? furtherExtensions(extensions) : [])];
}
