import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import type { Bench } from './emulator.ts';
import type { Identity, SessionRequest } from './create-session.ts';
import { foreignAuthority, foreignlySigned, type MadeAuthority, newCsr } from './openssl.ts';
import { signature } from './wire.ts';

export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** A REST call of Roles Anywhere by hand: for what the SDK of this version does not know, and for what no SDK sends. */
export async function rest(
  url: string,
  account: string,
  method: string,
  path: string,
  body?: object | string,
  headers: Record<string, string> = {},
): Promise<RestAnswer> {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: signature('rolesanywhere', account), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const parsed = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  return { status: response.status, headers: response.headers, body: parsed };
}

/** A REST call that has to succeed; answers the one member that the answer has. */
export async function done<T = Record<string, unknown>>(...call: Parameters<typeof rest>): Promise<T> {
  const { status, body } = await rest(...call);
  if (status >= 300) throw new Error(`${call[2]} ${call[3]}: ${status} ${JSON.stringify(body)}`);
  return Object.values(body)[0] as T;
}

export const refusalOf = async (...call: Parameters<typeof rest>) => {
  const { status, headers, body } = await rest(...call);
  return { status, code: headers.get('x-amzn-errortype'), message: body['message'] };
};

export interface LeafWish {
  readonly by: MadeAuthority;
  readonly subject?: readonly string[];
  readonly key?: string;
  readonly names?: string;
  readonly extensions?: readonly string[];
  readonly days?: number;
}

/** A certificate as workloads have them, with its key. */
export function workload({
  by,
  subject = ['CN=robot.example.com'],
  key = 'ec',
  names,
  extensions,
  days,
}: LeafWish): Identity {
  const made = newCsr({ key, subject });
  const usual = [
    'basicConstraints=critical,CA:FALSE',
    'keyUsage=critical,digitalSignature',
    'extendedKeyUsage=clientAuth',
  ];
  const all = [...(extensions ?? usual), ...(names ? [`subjectAltName=${names}`] : [])];
  return { certificate: foreignlySigned(made.csr, by, all, days), key: made.key };
}

/** A CA below another. */
export function subordinate(by: MadeAuthority, commonName: string, extensions?: readonly string[]): MadeAuthority {
  const made = newCsr({ subject: [`CN=${commonName}`] });
  const usual = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'];
  return { pem: foreignlySigned(made.csr, by, extensions ?? usual), key: made.key };
}

export const ALLOWED = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'];

export const trusting = (more: object = {}): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'rolesanywhere.amazonaws.com' }, Action: ALLOWED, ...more }],
  });

let roles = 0;

/** A role in the emulator's own IAM. */
export async function newRole(
  { url }: Pick<Bench, 'url'>,
  account: string,
  trustPolicy = trusting(),
  more: { readonly Path?: string; readonly MaxSessionDuration?: number } = {},
): Promise<string> {
  const credentials = { accessKeyId: account, secretAccessKey: 'x' };
  const iam = new IAMClient({ endpoint: url, region: 'eu-west-1', credentials, maxAttempts: 1 });
  const RoleName = `role-${++roles}`;
  const made = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trustPolicy, ...more }));
  iam.destroy();
  return made.Role?.Arn ?? '';
}

export interface Anchor {
  readonly trustAnchorId: string;
  readonly trustAnchorArn: string;
  readonly [member: string]: unknown;
}

export const newAnchor = (url: string, account: string, pem: string, more: object = {}): Promise<Anchor> =>
  done(url, account, 'POST', '/trustanchors', {
    name: 'anchor',
    enabled: true,
    source: { sourceType: 'CERTIFICATE_BUNDLE', sourceData: { x509CertificateData: pem } },
    ...more,
  });

export interface MadeProfile {
  readonly profileId: string;
  readonly profileArn: string;
  readonly [member: string]: unknown;
}

export const newProfile = (
  url: string,
  account: string,
  roleArns: readonly string[],
  more: object = {},
): Promise<MadeProfile> =>
  done(url, account, 'POST', '/profiles', { name: 'profile', enabled: true, roleArns, ...more });

/** All that a session takes: a CA, its anchor, a role that trusts, a profile that lists it. */
export interface Setting {
  readonly authority: MadeAuthority;
  readonly anchor: Anchor;
  readonly profile: MadeProfile;
  readonly roleArn: string;
  readonly request: SessionRequest;
}

export async function newSetting(
  bench: Bench,
  account: string,
  wish: { readonly trust?: string; readonly profile?: object; readonly authority?: MadeAuthority } = {},
): Promise<Setting> {
  const authority = wish.authority ?? foreignAuthority();
  const anchor = await newAnchor(bench.url, account, authority.pem);
  const roleArn = await newRole(bench, account, wish.trust);
  const profile = await newProfile(bench.url, account, [roleArn], wish.profile);
  const request = { trustAnchorArn: anchor.trustAnchorArn, profileArn: profile.profileArn, roleArn };
  return { authority, anchor, profile, roleArn, request };
}
