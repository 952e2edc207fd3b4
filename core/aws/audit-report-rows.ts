import * as z from 'zod/mini';
import type { IssuedRow } from '../sweep/ports.ts';
import { AwsUnavailable } from './errors.ts';
import { plainSerial } from '../pki/serial.ts';

/** A report may have a million rows (service-facts 1.5); no row is as long as this. */
const LONGEST_ROW = 65_536;

/** What is read of a row (service-facts 1.5); older reports write `Subject`. */
const shape = z.object({
  certificateArn: z.string(),
  serial: z.string(),
  subject: z.optional(z.string()),
  Subject: z.optional(z.string()),
  notBefore: z.string(),
  notAfter: z.string(),
  issuedAt: z.string(),
  revokedAt: z.optional(z.string()),
  templateArn: z.optional(z.string()),
  requestedByServicePrincipal: z.optional(z.string()),
});

export type ReportRow = IssuedRow;

/**
 * The rows of an audit report, one after another: the report is never in memory as a whole.
 * @param bytes a JSON array of objects, UTF-8, cut anywhere
 * @param skip so many rows are passed over; they are not read
 * @throws AwsUnavailable where it ends too early, or is no such report
 */
export async function* reportRows(bytes: AsyncIterable<Uint8Array>, skip = 0): AsyncGenerator<ReportRow> {
  let passed = 0;
  for await (const text of objectsIn(textOf(bytes))) if (passed++ >= skip) yield rowIn(text);
}

function rowIn(text: string): ReportRow {
  const read = shape.safeParse(parsed(text));
  if (!read.success) throw new AwsUnavailable(`an audit report has a row of another shape: ${text.slice(0, 200)}`);
  const { certificateArn: arn, serial, subject, Subject, notBefore, notAfter, issuedAt, ...more } = read.data;
  const { revokedAt, templateArn, requestedByServicePrincipal } = more;
  return {
    arn,
    serial: plainSerial(serial),
    subject: subject ?? Subject ?? '',
    notBefore: time(notBefore),
    notAfter: time(notAfter),
    issuedAt: time(issuedAt),
    ...(revokedAt === undefined ? {} : { revokedAt: time(revokedAt) }),
    ...(templateArn === undefined ? {} : { templateArn }),
    ...(requestedByServicePrincipal === undefined ? {} : { requestedByServicePrincipal }),
  };
}

/** `2026-02-26T18:39:57+0000` in ISO 8601. */
function time(text: string): string {
  const read = new Date(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  if (Number.isNaN(read.getTime())) throw new AwsUnavailable(`an audit report has a time that is none: ${text}`);
  return read.toISOString();
}

async function* textOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const part of bytes) yield decoder.decode(part, { stream: true });
  yield decoder.decode();
}

/** The texts of the objects of a JSON array. */
async function* objectsIn(parts: AsyncIterable<string>): AsyncGenerator<string> {
  const scan = new ObjectScan();
  for await (const part of parts) {
    yield* scan.objectsEndingIn(part);
    if (scan.length > LONGEST_ROW) throw new AwsUnavailable('an audit report has a row that does not end');
  }
  if (!scan.arrayEnded) throw new AwsUnavailable('an audit report ends too early');
}

/** Finds where objects end, whatever is in their texts; what has not ended yet waits for the next part. */
class ObjectScan {
  #begun = '';
  #depth = 0;
  #quoted = false;
  #escaped = false;
  /** Whether the array's own end was seen. */
  arrayEnded = false;

  get length(): number {
    return this.#begun.length;
  }

  *objectsEndingIn(part: string): Generator<string> {
    let from = this.#depth > 0 ? 0 : part.length;
    for (let at = 0; at < part.length; at++) {
      if (this.#isInText(part[at])) continue;
      if (part[at] === '{' && this.#depth++ === 0) from = at;
      if (part[at] === ']') this.arrayEnded ||= this.#depth === 0;
      if (part[at] !== '}' || --this.#depth > 0) continue;
      yield this.#begun + part.slice(from, at + 1);
      this.#begun = '';
      from = part.length;
    }
    this.#begun += part.slice(from);
  }

  /** Whether a letter belongs to a text, its quotation marks included. */
  #isInText(letter: string | undefined): boolean {
    if (!this.#quoted) return (this.#quoted = letter === '"');
    this.#quoted = this.#escaped || letter !== '"';
    this.#escaped = !this.#escaped && letter === '\\';
    return true;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
