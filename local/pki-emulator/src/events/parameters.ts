/** What CloudTrail shows instead of secrets (documented sample of ExportCertificate). */
const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';
const SECRETS = new Set(['passphrase', 'privateKey', 'secretAccessKey', 'sessionToken']);
/** CloudTrail leaves out content above 100 KB and says so. */
const CONTENT_LIMIT = 102_400;

type Json = unknown;

/**
 * A request or response as CloudTrail shows it: lower camel case, secrets hidden, buffers dumped.
 *
 * @param buffers top-level members (wire names) to show as Java buffer dumps
 */
export function parametersOf(body: object, buffers: readonly string[] = []): Json {
  const shown = Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      lowerFirst(name),
      buffers.includes(name) && typeof value === 'string' ? bufferDump(value) : lowered(value, lowerFirst(name)),
    ]),
  );
  const size = JSON.stringify(shown).length;
  if (size <= CONTENT_LIMIT) return shown;
  return { omitted: true, originalSize: size, reason: 'content limit exceeded' };
}

/** No modelled shape nests deeper; what a refused request nested deeper is not worth a stack overflow. */
const DEEPEST = 20;

function lowered(value: Json, name: string, depth = 0): Json {
  if (SECRETS.has(name)) return HIDDEN;
  if (depth > DEEPEST) return null;
  if (Array.isArray(value)) return value.map((each) => lowered(each, name, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([key, each]) => [
    lowerFirst(key),
    lowered(each, lowerFirst(key), depth + 1),
  ]);
  return Object.fromEntries(members) as object;
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** The form of blobs in the documented records of 2023: a dumped java.nio.HeapByteBuffer. */
function bufferDump(base64: string): object {
  const hb = [...Buffer.from(base64, 'base64')];
  const size = hb.length;
  return {
    hb,
    offset: 0,
    isReadOnly: false,
    bigEndian: true,
    nativeByteOrder: false,
    mark: -1,
    position: size,
    limit: size,
    capacity: size,
    address: 0,
  };
}
