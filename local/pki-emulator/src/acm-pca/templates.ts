import { interned } from '../interned.ts';
import { partitionOf } from '../partition.ts';

const KEY_USAGE = {
  digitalSignature: 1,
  keyEncipherment: 4,
  keyCertSign: 32,
  cRLSign: 64,
} as const;

const EXTENDED = {
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  codeSigning: '1.3.6.1.5.5.7.3.3',
  ocspSigning: '1.3.6.1.5.5.7.3.9',
} as const;

/** What a certificate template fixes, and what it takes from elsewhere (user guide, "Certificate templates"). */
export interface Template {
  readonly name: string;
  readonly kind: 'root' | 'subordinate' | 'endEntity';
  readonly pathLength?: number;
  /** Bits as RFC 5280 numbers them; undefined: the template sets none. */
  readonly keyUsage?: number;
  readonly extendedKeyUsage?: readonly string[];
  readonly extendedKeyUsageCritical?: boolean;
  readonly basicConstraintsCritical: boolean;
  /** May extensions that the template does not set come from the request's CSR, from its ApiPassthrough? */
  readonly fromCsr: boolean;
  readonly fromApi: boolean;
}

const VARIETIES = {
  base: { suffix: '', fromCsr: false, fromApi: false },
  csr: { suffix: '_CSRPassthrough', fromCsr: true, fromApi: false },
  api: { suffix: '_APIPassthrough', fromCsr: false, fromApi: true },
  apiCsr: { suffix: '_APICSRPassthrough', fromCsr: true, fromApi: true },
} as const;

type Variety = keyof typeof VARIETIES;
type Fixed = Omit<Template, 'fromCsr' | 'fromApi'>;

const EVERY: readonly Variety[] = ['base', 'csr', 'api', 'apiCsr'];
/** A blank template without anything passed through would be empty. */
const PASSING: readonly Variety[] = ['csr', 'api', 'apiCsr'];

/** A template in those varieties that exist (user guide, "Template definitions"). */
const family = (fixed: Fixed, varieties: readonly Variety[]): Template[] =>
  varieties.map((variety) => {
    const { suffix, fromCsr, fromApi } = VARIETIES[variety];
    return { ...fixed, name: `${fixed.name}${suffix}`, fromCsr, fromApi };
  });

const endEntity = (name: string, more: Partial<Fixed>, varieties = EVERY): Template[] =>
  family({ name, kind: 'endEntity', basicConstraintsCritical: false, ...more }, varieties);

const CA_USAGE = KEY_USAGE.digitalSignature | KEY_USAGE.keyCertSign | KEY_USAGE.cRLSign;
const TLS_USAGE = KEY_USAGE.digitalSignature | KEY_USAGE.keyEncipherment;

/** A CA's template: with the usages of a CA, or blank. */
const authority = (
  name: string,
  more: Partial<Fixed> & Pick<Fixed, 'kind'>,
  varieties: readonly Variety[],
): Template[] =>
  family(
    { name, basicConstraintsCritical: true, ...(name.startsWith('Blank') ? {} : { keyUsage: CA_USAGE }), ...more },
    varieties,
  );

const signing = (purpose: string): Partial<Fixed> => ({
  keyUsage: KEY_USAGE.digitalSignature,
  extendedKeyUsage: [purpose],
  extendedKeyUsageCritical: true,
});

const PATH_LENGTHS = [0, 1, 2, 3];

const TEMPLATES: readonly Template[] = [
  ...authority('RootCACertificate', { kind: 'root' }, ['base', 'api']),
  ...authority('BlankRootCACertificate', { kind: 'root' }, ['api']),
  ...PATH_LENGTHS.flatMap((pathLength) => [
    ...authority(`BlankRootCACertificate_PathLen${pathLength}`, { kind: 'root', pathLength }, ['api']),
    ...authority(`SubordinateCACertificate_PathLen${pathLength}`, { kind: 'subordinate', pathLength }, EVERY),
    ...authority(`BlankSubordinateCACertificate_PathLen${pathLength}`, { kind: 'subordinate', pathLength }, PASSING),
  ]),
  ...endEntity('EndEntityCertificate', {
    keyUsage: TLS_USAGE,
    extendedKeyUsage: [EXTENDED.serverAuth, EXTENDED.clientAuth],
  }),
  ...endEntity('EndEntityClientAuthCertificate', { keyUsage: TLS_USAGE, extendedKeyUsage: [EXTENDED.clientAuth] }),
  ...endEntity('EndEntityServerAuthCertificate', { keyUsage: TLS_USAGE, extendedKeyUsage: [EXTENDED.serverAuth] }),
  ...endEntity('CodeSigningCertificate', signing(EXTENDED.codeSigning)),
  ...endEntity('OCSPSigningCertificate', signing(EXTENDED.ocspSigning)),
  ...endEntity('BlankEndEntityCertificate', {}, PASSING),
  ...endEntity('BlankEndEntityCertificate_CriticalBasicConstraints', { basicConstraintsCritical: true }, PASSING),
];

const BY_NAME: ReadonlyMap<string, Template> = new Map(TEMPLATES.map((each) => [each.name, each]));

export const templateArn = (name: string, region: string): string =>
  interned(`arn:${partitionOf(region)}:acm-pca:::template/${name}/V1`);

export const END_ENTITY = 'EndEntityCertificate';

const ARN = /^arn:([a-z-]+):acm-pca:::template\/([A-Za-z0-9_]+)\/V1$/;

/** The template of an ARN; undefined where there is none. */
export function templateOf(arn: string, region: string): Template | undefined {
  const [, partition, name = ''] = ARN.exec(arn) ?? [];
  return partition === partitionOf(region) ? BY_NAME.get(name) : undefined;
}
