import type { ContextEntry } from '../cloud/iam.ts';
import { END_ENTITY, templateArn } from '../acm-pca/templates.ts';
import type { Call } from '../wire/call.ts';

type Input = Readonly<Record<string, unknown>>;
type Supply = (input: Input, call: Call) => readonly ContextEntry[];

/**
 * The condition keys of the services beside AWS's global ones (Service Authorization Reference), where a request has a
 * value for them.
 */
const SUPPLIES: Readonly<Record<string, Supply>> = {
  'acm-pca:IssueCertificate': ({ TemplateArn }, { region }) =>
    entry('acm-pca:TemplateArn', TemplateArn ?? templateArn(END_ENTITY, region)),
  'acm:RequestCertificate': (input) => [
    ...entry('acm:CertificateAuthority', input['CertificateAuthorityArn']),
    ...entry('acm:DomainNames', domainNames(input)),
    ...entry('acm:KeyAlgorithm', input['KeyAlgorithm'] ?? 'RSA_2048'),
    ...entry('acm:ValidationMethod', input['ValidationMethod']),
    ...optionsOf(input),
  ],
};

/** What IAM is told about a call besides action and resource. */
export function contextOf(call: Call, input: object): readonly ContextEntry[] {
  const supply = SUPPLIES[`${call.service}:${call.operation}`];
  return [
    ...entry('aws:RequestedRegion', call.region),
    ...(supply?.(input as Input, call) ?? []),
    ...tagsOf(input as Input),
  ];
}

/** Tags as the three services write them: `Tags` with Key and Value, or `tags` with key and value. */
function tagsOf(input: Input): readonly ContextEntry[] {
  const tags = [input['Tags'] ?? input['tags']].flat().filter(isObject);
  const pairs = tags.map((tag) => [tag['Key'] ?? tag['key'], tag['Value'] ?? tag['value'] ?? ''] as const);
  const keys = pairs.map(([key]) => key).filter((key) => typeof key === 'string');
  return [
    ...pairs.flatMap(([key, value]) => (typeof key === 'string' ? entry(`aws:RequestTag/${key}`, value) : [])),
    ...entry('aws:TagKeys', keys),
  ];
}

function optionsOf({ Options }: Input): readonly ContextEntry[] {
  if (!isObject(Options)) return [];
  return [
    ...entry('acm:CertificateTransparencyLogging', Options['CertificateTransparencyLoggingPreference']),
    ...entry('acm:Export', Options['Export']),
  ];
}

const domainNames = ({ DomainName, SubjectAlternativeNames }: Input): unknown[] => [
  DomainName,
  ...(Array.isArray(SubjectAlternativeNames) ? (SubjectAlternativeNames as unknown[]) : []),
];

const isObject = (value: unknown): value is Input => typeof value === 'object' && value !== null;

/** An entry for what has a value; the input is not checked yet, so it may be anything. */
function entry(key: string, value: unknown): readonly ContextEntry[] {
  const values = [value].flat().filter((each) => typeof each === 'string');
  return values.length === 0 ? [] : [{ key, values: [...new Set(values)] }];
}
