/** As whom, where and of which service something is asked. */
export interface Asker {
  /** Twelve digits, or the access key of whom it is about. */
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

const TIMEOUT_MILLISECONDS = 5000;

/** A header with the scope of a signature and none of its strength: what MiniStack and LocalStack read. */
export const scopedHeader = ({ accessKeyId, region, service }: Asker): string =>
  `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/${region}/${service}/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`;

/** @throws the system's error when nobody answers within five seconds */
export const post = (endpoint: string, body: string, headers: Record<string, string>): Promise<Response> =>
  fetch(endpoint, { method: 'POST', body, headers, signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) });

/** One call of the query protocol. @returns the XML of the answer, also of a refusal */
export async function query(endpoint: string, form: Readonly<Record<string, string>>, asker: Asker): Promise<string> {
  const response = await post(endpoint, new URLSearchParams(form).toString(), {
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    authorization: scopedHeader(asker),
  });
  return response.text();
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The text of the first element of a name. */
export const elementIn = (xml: string, name: string): string | undefined =>
  new RegExp(`<${name}>([^<]*)</${name}>`)
    .exec(xml)?.[1]
    ?.replace(/&(amp|lt|gt|quot|apos);/g, (whole, entity: string) => ENTITIES[entity] ?? whole);

/** What a refusal says, shortened: an endpoint that is no AWS may answer anything. */
export const refusalIn = (xml: string): string =>
  [elementIn(xml, 'Code'), elementIn(xml, 'Message')].filter(Boolean).join(': ') || `answered ${xml.slice(0, 100)}`;

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
