import { type Model, type Reference, type Shape, shapeOf } from './botocore.ts';

const ENDPOINT = 'arn:aws:acm:eu-west-1:111122223333:acme-endpoint/a';

/** A text that fits each pattern of the three models, by the pattern. */
const FITTING: Readonly<Record<string, string>> = {
  '(\\*\\.)?(((?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9])\\.)+((?!-)[A-Za-z0-9-]{1,62}[A-Za-z0-9])': 'www.example.com',
  '([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)': 'tag',
  '\\w+': 'token',
  '[0-9a-f]{2}(:[0-9a-f]{2}){1,19}': '00:11:22',
  '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]*': 'text',
  '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+': '{}',
  'arn:[\\w+=/,.@-]+:acm:[\\w+=/,.@-]*:[0-9]+:[\\w+=,.@-]+(/[\\w+=,.@-]+)*':
    'arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-4000-8000-000000000000',
  'arn:[\\w+=/,.@-]+:acm-pca:[\\w+=/,.@-]*:[0-9]+:[\\w+=,.@-]+(/[\\w+=,.@-]+)*':
    'arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/00000000-0000-4000-8000-000000000000',
  'arn:[\\w+=/,.@-]+:acm-pca:[\\w+=/,.@-]*:[0-9]*:[\\w+=,.@-]+(/[\\w+=,.@-]+)*':
    'arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/00000000-0000-4000-8000-000000000000',
  '([0-2])\\.([0-9]|([0-3][0-9]))((\\.([0-9]+)){0,126})': '1.3.6.1.4.1.99999.1',
  '[A-Za-z]{2}': 'DE',
  "[a-zA-Z0-9'()+-.?:/= ]*": 'A1',
  '[0-9]+': '111122223333',
  '[^*]+': 'acm.amazonaws.com',
  '[a-z0-9]{8}-[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{12}': '00000000-0000-4000-8000-000000000000',
  '.*[a-f0-9]{8}-([a-z0-9]{4}-){3}[a-z0-9]{12}.*': '00000000-0000-4000-8000-000000000000',
  '(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?': 'BQA=',
  '[-a-zA-Z0-9._/]+': 'bucket',
  "[-a-zA-Z0-9;/?:@&=+$,%_.!~*()']*": 'crl.example.com',
  "(/|[-a-zA-Z0-9;?:@&=+$,%_.!~*()']+(/[-a-zA-Z0-9;?:@&=+$,%_.!~*()']+)*)": 'crls',
  'arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:acme-endpoint/[a-zA-Z0-9-]+': ENDPOINT,
  'arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:acme-endpoint/[a-zA-Z0-9-]+/acme-domain-validation/[a-zA-Z0-9-]+': `${ENDPOINT}/acme-domain-validation/a`,
  'arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:acme-endpoint/[a-zA-Z0-9-]+/acme-external-account-binding/[a-zA-Z0-9-]+': `${ENDPOINT}/acme-external-account-binding/a`,
  'arn:aws[a-z-]*:iam::[0-9]{12}:role/.+': 'arn:aws:iam::111122223333:role/Sample',
  'arn:[\\w+=/,.@-]+:acm:[\\w+=/,.@-]*:[0-9]+:certificate/[\\w+=,.@-]+.*':
    'arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-4000-8000-000000000000',
  '([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?': 'example.com',
  'Z[A-Z0-9]+': 'Z1',
  '[ a-zA-Z0-9-_]*': 'name',
  '[ a-zA-Z0-9_.:/=+@-]*': 'tag',
  'arn:aws(-[^:]+)?:iam(:.*){2}(:role.*)': 'arn:aws:iam::111122223333:role/Sample',
  'arn:aws(-[^:]+)?:rolesanywhere(:.*){2}(:trust-anchor.*)':
    'arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/00000000-0000-4000-8000-000000000000',
};

/**
 * A value that keeps a shape's own constraints: structures with their required members only, unions with the first that
 * does not lead back to them (a statement of SearchCertificates holds statements).
 *
 * @param above the shapes that hold this one
 */
export function sampleOf(model: Model, name: string, above: readonly string[] = []): unknown {
  const shape = shapeOf(model, name);
  const trail = [...above, name];
  const open = (reference: Reference) => {
    const { member } = shapeOf(model, reference.shape);
    return !trail.includes(member?.shape ?? reference.shape);
  };
  const known = shape.union
    ? { ...shape, members: Object.fromEntries(Object.entries(shape.members ?? {}).filter(([, each]) => open(each))) }
    : shape;
  return SAMPLES[shape.type](known, (reference) => sampleOf(model, reference?.shape ?? '', trail));
}

type Sample = (shape: Shape, of: (reference: Reference | undefined) => unknown) => unknown;

const number: Sample = ({ min = 1 }) => min;

const SAMPLES: Readonly<Record<Shape['type'], Sample>> = {
  structure({ union, members = {}, required = [] }, of) {
    const chosen = union ? Object.keys(members).slice(0, 1) : required;
    return Object.fromEntries(chosen.map((name) => [name, of(members[name])]));
  },
  list: ({ member, min = 1 }, of) => Array.from({ length: min }, () => of(member)),
  map: () => ({}),
  string: textOf,
  blob: ({ min = 1 }) => Buffer.alloc(Math.max(min, 1), 'a').toString('base64'),
  boolean: () => false,
  integer: number,
  long: number,
  timestamp: () => 1_800_000_000,
};

/** @throws Error for a pattern that the table does not know: a model that changed needs a look */
function textOf({ enum: values, pattern, min = 1 }: Shape): string {
  if (values) return values[0] ?? '';
  if (pattern === undefined) return 'a'.repeat(Math.max(min, 1));
  const text = FITTING[pattern];
  if (text === undefined) throw new Error(`samples.ts has no text for the pattern ${pattern}`);
  return text;
}
