import { WEBHOOK_FORMATS, type WebhookFormat } from '../domain/alerts/webhook-body.ts';
import { InvalidInput } from '../domain/invalid-input.ts';
import { SecretText } from '../pki/secret-text.ts';

/** What the secret of a webhook holds. The address may be as secret as the key: chat applications put a token into it. */
export interface WebhookSettings {
  readonly url: SecretText;
  readonly format: WebhookFormat;
  /** Signs each request (HMAC-SHA256); absent: none is signed. */
  readonly hmacKey?: SecretText;
  /** PagerDuty's. */
  readonly routingKey?: SecretText;
  /** PEM of the CAs that the receiver's certificate may be of, instead of the public ones. */
  readonly certificateAuthorities?: string;
}

const SHORTEST_KEY = 16;

/** What each member must be. */
const MEMBERS: Readonly<Record<string, { readonly expected: string; readonly holds: (value: string) => boolean }>> = {
  url: { expected: 'an address that begins with https://', holds: isHttps },
  format: { expected: `one of ${WEBHOOK_FORMATS.join(', ')}`, holds: (value) => isFormat(value) },
  hmacKey: { expected: `at least ${SHORTEST_KEY} characters`, holds: ({ length }) => length >= SHORTEST_KEY },
  routingKey: { expected: 'the key of an integration of PagerDuty', holds: ({ length }) => length > 0 },
  certificateAuthorities: { expected: 'certificates, PEM', holds: (value) => value.includes('BEGIN CERTIFICATE') },
};

/**
 * Reads the value of a webhook's secret: `{"url": "https://…", "hmacKey": "…", "format": "renewguard"}`.
 * @param secret its name
 * @throws InvalidInput naming the member that is wrong, and nothing of what the secret holds
 */
export function readWebhookSettings(text: string, secret: string): WebhookSettings {
  const { url, format = 'renewguard', hmacKey, routingKey, certificateAuthorities } = membersOf(text, secret);
  const mustHave = (value: string | undefined, member: string): string => {
    if (value === undefined) throw new InvalidInput(`${secret}.${member}`, MEMBERS[member]?.expected ?? '', undefined);
    return value;
  };
  if (format === 'pagerduty') mustHave(routingKey, 'routingKey');
  return {
    url: new SecretText(mustHave(url, 'url')),
    format: format as WebhookFormat,
    ...(hmacKey !== undefined && { hmacKey: new SecretText(hmacKey) }),
    ...(routingKey !== undefined && { routingKey: new SecretText(routingKey) }),
    ...(certificateAuthorities !== undefined && { certificateAuthorities }),
  };
}

const NOT_SHOWN = 'what is not shown';

function membersOf(text: string, secret: string): Readonly<Record<string, string | undefined>> {
  const value = jsonIn(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InvalidInput(secret, 'JSON: {"url": "https://…", "hmacKey": "…"}', NOT_SHOWN);
  for (const [name, member] of Object.entries(value)) {
    const rule = Object.hasOwn(MEMBERS, name) ? MEMBERS[name] : undefined;
    if (rule === undefined) throw new InvalidInput(secret, `no other members than ${MEMBER_NAMES}`, NOT_SHOWN);
    if (typeof member !== 'string' || !rule.holds(member))
      throw new InvalidInput(`${secret}.${name}`, rule.expected, NOT_SHOWN);
  }
  return value as Readonly<Record<string, string>>;
}

const MEMBER_NAMES = Object.keys(MEMBERS).join(', ');

const isFormat = (value: string): value is WebhookFormat => WEBHOOK_FORMATS.some((format) => format === value);

function isHttps(value: string): boolean {
  return URL.canParse(value) && new URL(value).protocol === 'https:';
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
