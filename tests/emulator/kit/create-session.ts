import { createHash, createSign, X509Certificate } from 'node:crypto';
import { type IncomingHttpHeaders, request as overHttp } from 'node:http';
import { request as overTls } from 'node:https';

/**
 * A client of CreateSession, written from the user guide's signing process and sharing nothing with the emulator.
 * Whoever tests a refusal changes what it would send: before it is signed (`draft`), or after (`tamper`).
 */

export interface Identity {
  /** PEM. */
  readonly certificate: string;
  /** PEM. */
  readonly key: string;
  /** PEM, nearest first. */
  readonly chain?: readonly string[];
}

export interface SessionRequest {
  readonly trustAnchorArn: string;
  readonly profileArn: string;
  readonly roleArn: string;
  /** Where the three ARNs stand; aws_signing_helper puts them into the query. */
  readonly arnsIn?: 'query' | 'body';
  readonly body?: Readonly<Record<string, unknown>>;
  readonly region?: string;
  readonly signedAt?: Date;
  readonly draft?: (draft: Draft) => void;
  readonly tamper?: (sent: Sent) => void;
}

/** What is signed. */
export interface Draft {
  headers: Record<string, string>;
  signedHeaders: string[];
  algorithm: string;
  serial: string;
  date: string;
}

/** What is sent. */
export interface Sent {
  path: string;
  headers: Record<string, string>;
  body: string;
}

export interface SessionAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: {
    readonly message?: string;
    readonly subjectArn?: string;
    readonly credentialSet?: readonly Granted[];
  };
}

export interface Granted {
  readonly assumedRoleUser: { readonly arn: string; readonly assumedRoleId: string };
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
    readonly expiration: string;
  };
  readonly packedPolicySize: number;
  readonly roleArn: string;
  readonly sourceIdentity: string;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const base64Der = (pem: string): string => new X509Certificate(pem).raw.toString('base64');

/** RFC 3986: everything but the unreserved characters. */
const escape = (text: string): string =>
  [...Buffer.from(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[A-Za-z0-9_.~-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');

/** What stands in the query and what in the body. */
function placed({ trustAnchorArn, profileArn, roleArn, arnsIn = 'query', body }: SessionRequest) {
  const arns = { profileArn, roleArn, trustAnchorArn };
  const inBody = { ...body, ...(arnsIn === 'body' ? arns : {}) };
  const inQuery = arnsIn === 'query' ? Object.entries(arns) : [];
  const query = inQuery.map(([name, value]) => `${escape(name)}=${escape(value)}`).sort();
  return { query: query.join('&'), body: Object.keys(inBody).length > 0 ? JSON.stringify(inBody) : '' };
}

function drafted(endpoint: string, { certificate, chain }: Identity, signedAt: Date): Draft {
  const { publicKey, serialNumber } = new X509Certificate(certificate);
  const stamp = signedAt.toISOString().replace(/[-:]|\.\d+/g, '');
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    host: new URL(endpoint).host,
    'x-amz-date': stamp,
    'x-amz-x509': base64Der(certificate),
    ...(chain ? { 'x-amz-x509-chain': chain.map(base64Der).join(',') } : {}),
  };
  return {
    headers,
    signedHeaders: Object.keys(headers).sort(),
    algorithm: publicKey.asymmetricKeyType === 'rsa' ? 'AWS4-X509-RSA-SHA256' : 'AWS4-X509-ECDSA-SHA256',
    serial: BigInt(`0x${serialNumber}`).toString(),
    date: stamp.slice(0, 8),
  };
}

export function prepared(endpoint: string, identity: Identity, asked: SessionRequest): Sent {
  const { region = 'eu-west-1', signedAt = new Date() } = asked;
  const { query, body } = placed(asked);
  const draft = drafted(endpoint, identity, signedAt);
  asked.draft?.(draft);
  const { headers, signedHeaders, algorithm, serial, date } = draft;
  const lines = signedHeaders.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`).join('');
  const canonical = `POST\n/sessions\n${query}\n${lines}\n${signedHeaders.join(';')}\n${sha256(body)}`;
  const scope = `${date}/${region}/rolesanywhere/aws4_request`;
  const toSign = `${algorithm}\n${headers['x-amz-date']}\n${scope}\n${sha256(canonical)}`;
  const signature = createSign('sha256').update(toSign).sign(identity.key, 'hex');
  const authorization = `${algorithm} Credential=${serial}/${scope}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
  const sent = { path: `/sessions${query ? `?${query}` : ''}`, headers: { ...headers, authorization }, body };
  asked.tamper?.(sent);
  return sent;
}

/** Sends what is prepared. @param ca PEM, for TLS */
export function send(endpoint: string, sent: Sent, ca?: string): Promise<SessionAnswer> {
  const url = new URL(endpoint);
  const options = { host: url.hostname, port: url.port, method: 'POST', path: sent.path, headers: sent.headers };
  return new Promise((resolve, reject) => {
    const request = ca ? overTls({ ...options, ca }) : overHttp(options);
    request.once('error', reject).once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => {
        const body = JSON.parse(Buffer.concat(chunks).toString()) as SessionAnswer['body'];
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
    });
    request.end(sent.body);
  });
}

export const askForSession = (endpoint: string, identity: Identity, asked: SessionRequest): Promise<SessionAnswer> =>
  send(endpoint, prepared(endpoint, identity, asked));

/** How it went, for who looks at refusals. */
export async function outcomeOf(endpoint: string, identity: Identity, asked: SessionRequest) {
  const { status, headers, body } = await askForSession(endpoint, identity, asked);
  return { status, code: headers['x-amzn-errortype'], message: body.message };
}

/** The outcome of a request that is denied with such a message. */
export const denial = (text: string) => ({
  status: 403,
  code: 'AccessDeniedException',
  message: expect.stringContaining(text) as string,
});
