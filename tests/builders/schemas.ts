import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';

/** A schema of docs/schemas, as far as the tests look into it. */
export interface Schema {
  readonly $defs?: {
    readonly finding: { readonly properties: { readonly code: { readonly examples: readonly string[] } } };
  };
}

export const schemaOf = (name: string): Schema =>
  JSON.parse(readFileSync(`docs/schemas/${name}.json`, 'utf8')) as Schema;

const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
addFormats(ajv);

/** What a schema says against an event's detail, as it would travel. */
export function errorsIn(schema: Schema, detail: unknown): readonly string[] {
  const validate = ajv.compile(schema);
  return validate(JSON.parse(JSON.stringify(detail)))
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
