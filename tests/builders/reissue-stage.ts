import { textOf } from '../../core/aws/secret-fields.ts';
import { intentOf } from '../../core/domain/reissue/intent.ts';
import type { CertificateRequest } from '../../core/domain/reissue/issuance.ts';
import type { Route } from '../../core/domain/reissue/route.ts';
import type { ActingStrategy } from '../../core/domain/reissue/strategy.ts';
import { sha256Hex } from '../../core/pki/digest.ts';
import { generateKey } from '../../core/pki/keys.ts';
import { readCertificate } from '../../core/pki/certificate-content.ts';
import type { SecretText } from '../../core/pki/secret-text.ts';
import { writeSigningRequest } from '../../core/pki/signing-request.ts';
import type { CertificatePem } from '../../core/reissue/ports.ts';
import { subjectAlternativeName } from '../../local/pki-emulator/src/x509/extension.ts';
import { nameOf } from '../../local/pki-emulator/src/x509/names.ts';
import type { Issued } from '../fakes/fake-issuer.ts';
import { ReissueWorld } from '../fakes/reissue-world.ts';
import { AUTHORITY_ARN } from './accounts.ts';
import { templateArn } from './private-authority.ts';

const DAY_SECONDS = 86_400;

/** The secret that the stages deliver to. */
export const SECRET = 'web/tls';

/** What the certificate is like that is to be replaced. */
export interface Wish {
  readonly days?: number;
  /** There is no secret yet in which it is delivered. */
  readonly isFirst?: boolean;
  readonly keyType?: string;
}

/** A certificate that somebody asked the CA for, with its key, in a world where it will soon end. */
export async function issuedForSomebody(
  world: ReissueWorld,
  wish: Wish & { readonly name?: string; readonly address?: string } = {},
) {
  const { days = 90, keyType = 'EC_prime256v1', name = 'web.example.com', address } = wish;
  const names = [
    { kind: 'dns' as const, value: name },
    ...(address === undefined ? [] : [{ kind: 'ip' as const, value: address }]),
  ];
  const key = await generateKey(keyType);
  const csr = writeSigningRequest(
    {
      subject: nameOf({ CommonName: name, Organization: 'Example', Country: 'DE' }).toString('base64'),
      extensions: [subjectAlternativeName(names)].map(({ type, critical, value }) => ({
        oid: type,
        critical,
        value: value.toString('base64'),
      })),
    },
    key,
  );
  const now = await world.clock.now();
  const request: CertificateRequest = {
    authorityArn: AUTHORITY_ARN,
    templateArn: templateArn('EndEntityCertificate'),
    signingAlgorithm: 'SHA256WITHECDSA',
    notAfter: Math.floor(now.getTime() / 1000) + days * DAY_SECONDS,
  };
  const arn = await world.issuer.issueCertificate(request, csr, `somebody's ${name}`);
  return { key, ...world.issuer.issued.get(arn)! };
}

type ForSomebody = Awaited<ReturnType<typeof issuedForSomebody>>;

/** What is found where the certificate is used. */
export interface Served {
  readonly serial: string;
  readonly pem: CertificatePem;
  /** The key that is stored for it. */
  readonly privateKey: SecretText | undefined;
}

/** A certificate that is to be replaced, in its world. */
export interface Stage {
  readonly strategy: ActingStrategy;
  readonly world: ReissueWorld;
  readonly intent: string;
  /** What reissue-certificate is started with by hand. */
  readonly input: { readonly certificateArn: string; readonly strategy?: string; readonly deliver?: Route };
  readonly old: { readonly arn: string; readonly serial: string; readonly pem: CertificatePem };
  /** Keys that were there before. */
  readonly keys: readonly SecretText[];
  /** What was there before, of the CA and of ACM. */
  readonly before: ReadonlySet<string>;
  readonly served: () => Promise<Served | undefined>;
}

/** How the certificate is there that a strategy replaces. */
const MADE: Readonly<Record<ActingStrategy, (world: ReissueWorld, wish: Wish) => Promise<Made>>> = {
  secret: async (world, wish) => {
    const old = await issuedForSomebody(world, wish);
    if (wish.isFirst !== true) keptSecret(world, old);
    return ofAuthority(old, { strategy: 'secret', deliver: { secret: SECRET } });
  },
  'same-key': async (world, wish) => {
    const old = await issuedForSomebody(world, { ...wish, name: 'device-7.example.com' });
    if (wish.isFirst !== true) keptSecret(world, { ...old, key: undefined });
    await world.recordedRequests.keepRequest(old.arn, old.csr);
    return ofAuthority(old, { strategy: 'same-key', deliver: { secret: SECRET } });
  },
  'acm-import': async (world, wish) => {
    const old = await issuedForSomebody(world, wish);
    const { arn } = await world.acm.addImported(old, old.key.reveal());
    world.acm.held.get(arn)!.inUseBy = [LOAD_BALANCER];
    return { ...ofAuthority(old, {}), input: { certificateArn: arn } };
  },
  'acm-managed': async (world, wish) => {
    const old = await issuedForSomebody(world, wish);
    return ofAuthority(old, { strategy: 'acm-managed' });
  },
  export: async (world, wish) => {
    const { arn, pem } = await world.acm.addPrivate(AUTHORITY_ARN, ['web.example.com']);
    if (wish.isFirst !== true) keptSecret(world, pem);
    const old = { arn, serial: readCertificate(pem.certificate).serial, pem };
    return { old, keys: [], input: { certificateArn: arn, strategy: 'export', deliver: { secret: SECRET } } };
  },
};

type Made = Pick<Stage, 'old' | 'keys' | 'input'>;

export const LOAD_BALANCER =
  'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/0123456789abcdef';

/** RenewGuard may write to a secret of others that is tagged so. */
const ADOPTED = { 'renewguard:certificate': 'adopted' };

function ofAuthority(old: ForSomebody, how: Omit<Stage['input'], 'certificateArn'>): Made {
  const { arn, serial, certificate, chain, key } = old;
  return { old: { arn, serial, pem: { certificate, chain } }, keys: [key], input: { certificateArn: arn, ...how } };
}

function keptSecret(
  { vault }: ReissueWorld,
  { key, certificate, chain }: CertificatePem & { readonly key?: SecretText | undefined },
): void {
  const fields = { ...(key && { privateKey: key }), certificate, certificateChain: chain };
  vault.putForeign(SECRET, textOf(fields), ADOPTED);
}

/** A world in which a certificate has used up two thirds of its days and is replaced by a strategy. */
export async function stageOf(strategy: ActingStrategy, wish: Wish = {}): Promise<Stage> {
  const { days = 90 } = wish;
  const world = new ReissueWorld();
  await world.issuer.add();
  const made = await MADE[strategy](world, wish);
  world.clock.forward((days * DAY_SECONDS * 2) / 3);
  if (strategy === 'export') await world.acm.renew(made.input.certificateArn);
  const before = new Set([...world.issuer.issued.keys(), ...world.acm.held.keys()]);
  const stage = { ...made, strategy, world, before };
  return { ...stage, intent: intentIn(stage), served: () => servedIn(stage) };
}

function intentIn({ strategy, world, old, input }: Omit<Stage, 'intent' | 'served'>): string {
  if (strategy === 'acm-import') return intentOf(input.certificateArn, old.serial, sha256Hex);
  if (strategy !== 'export') return intentOf(old.arn, old.serial, sha256Hex);
  const renewed = world.acm.held.get(input.certificateArn)!;
  return intentOf(input.certificateArn, readCertificate(renewed.pem.certificate).serial, sha256Hex);
}

async function servedIn({ strategy, world, input, before }: Omit<Stage, 'intent' | 'served'>) {
  const { acm, vault } = world;
  const secret = strategy === 'acm-import' ? `renewguard/imported/${input.certificateArn.split('/').at(-1)}` : SECRET;
  const fields = await vault.readVersion(secret, { stage: 'AWSCURRENT' });
  const inAcm = {
    'acm-import': acm.held.get(input.certificateArn)?.pem,
    'acm-managed': [...acm.held.values()].find(({ arn, inUseBy }) => !before.has(arn) && inUseBy.length > 0)?.pem,
  };
  const { certificate, certificateChain: chain = '' } = fields ?? {};
  const inSecret = certificate === undefined ? undefined : { certificate, chain };
  const pem = strategy in inAcm ? inAcm[strategy as keyof typeof inAcm] : inSecret;
  return pem && { pem, serial: readCertificate(pem.certificate).serial, privateKey: fields?.privateKey };
}

/** Lets the services use what was requested for them. */
export function adopt({ world: { acm }, before }: Stage): void {
  for (const held of acm.held.values()) held.inUseBy = before.has(held.arn) ? [] : [LOAD_BALANCER];
}

/** What the CA issued since, and can be used. */
export async function newOnes({ world, before }: Stage): Promise<readonly Issued[]> {
  return (await world.issuer.usable()).filter(({ arn }) => !before.has(arn));
}

/** What ACM was asked for since. */
export const requested = ({ world, before }: Stage): readonly string[] =>
  [...world.acm.held.keys()].filter((arn) => !before.has(arn));
