export interface WireAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

export const signature = (service: string, key = '111122223333', region = 'eu-west-1'): string =>
  `AWS4-HMAC-SHA256 Credential=${key}/20260101/${region}/${service}/aws4_request, SignedHeaders=host;x-amz-date, Signature=00`;

export const PREFIX = {
  acm: 'CertificateManager',
  'acm-pca': 'ACMPrivateCA',
  tagging: 'ResourceGroupsTaggingAPI_20170126',
} as const;

/** A JSON 1.1 call by hand: for what no SDK sends. */
export async function wire(
  url: string,
  service: keyof typeof PREFIX,
  operation: string,
  body: string | object = {},
  headers: Record<string, string> = {},
): Promise<WireAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `${PREFIX[service]}.${operation}`,
      authorization: signature(service),
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: JSON.parse(text) as Record<string, unknown> };
}
