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

const PASSTHROUGHS = [
  { suffix: '', fromCsr: false, fromApi: false },
  { suffix: '_CSRPassthrough', fromCsr: true, fromApi: false },
  { suffix: '_APIPassthrough', fromCsr: false, fromApi: true },
  { suffix: '_APICSRPassthrough', fromCsr: true, fromApi: true },
] as const;

type Fixed = Omit<Template, 'fromCsr' | 'fromApi'>;

/** A base template in its four forms. */
const family = (fixed: Fixed): Template[] =>
  PASSTHROUGHS.map(({ suffix, fromCsr, fromApi }) => ({ ...fixed, name: `${fixed.name}${suffix}`, fromCsr, fromApi }));

const endEntity = (name: string, more: Partial<Fixed>): Template[] =>
  family({ name, kind: 'endEntity', basicConstraintsCritical: false, ...more });

const CA_USAGE = KEY_USAGE.digitalSignature | KEY_USAGE.keyCertSign | KEY_USAGE.cRLSign;
const TLS_USAGE = KEY_USAGE.digitalSignature | KEY_USAGE.keyEncipherment;

const authority = (name: string, more: Pick<Fixed, 'kind' | 'pathLength'>): Template[] =>
  family({ name, keyUsage: CA_USAGE, basicConstraintsCritical: true, ...more });

const ALL: readonly Template[] = [
  ...authority('RootCACertificate', { kind: 'root' }),
  ...[0, 1, 2, 3].flatMap((pathLength) =>
    authority(`SubordinateCACertificate_PathLen${pathLength}`, { kind: 'subordinate', pathLength }),
  ),
  ...endEntity('EndEntityCertificate', {
    keyUsage: TLS_USAGE,
    extendedKeyUsage: [EXTENDED.serverAuth, EXTENDED.clientAuth],
  }),
  ...endEntity('EndEntityClientAuthCertificate', { keyUsage: TLS_USAGE, extendedKeyUsage: [EXTENDED.clientAuth] }),
  ...endEntity('EndEntityServerAuthCertificate', { keyUsage: TLS_USAGE, extendedKeyUsage: [EXTENDED.serverAuth] }),
  ...endEntity('CodeSigningCertificate', {
    keyUsage: KEY_USAGE.digitalSignature,
    extendedKeyUsage: [EXTENDED.codeSigning],
    extendedKeyUsageCritical: true,
  }),
  ...endEntity('OCSPSigningCertificate', {
    keyUsage: KEY_USAGE.digitalSignature,
    extendedKeyUsage: [EXTENDED.ocspSigning],
    extendedKeyUsageCritical: true,
  }),
  ...endEntity('BlankEndEntityCertificate', {}),
  ...endEntity('BlankEndEntityCertificate_CriticalBasicConstraints', { basicConstraintsCritical: true }),
];

/** Blank templates exist in their passthrough forms only. */
const TEMPLATES = ALL.filter(({ name }) => !/^BlankEndEntityCertificate(_CriticalBasicConstraints)?$/.test(name));

export const templateArn = (name: string, region: string): string =>
  `arn:${partitionOf(region)}:acm-pca:::template/${name}/V1`;

export const END_ENTITY = 'EndEntityCertificate';

/** The template of an ARN; undefined for those the emulator has not. */
export const templateOf = (arn: string, region: string): Template | undefined =>
  TEMPLATES.find(({ name }) => templateArn(name, region) === arn);
