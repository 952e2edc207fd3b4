import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** One service's model as botocore ships it (service-2.json): only what the walk reads. */
export interface Model {
  readonly metadata: {
    readonly protocol: 'json' | 'rest-json';
    readonly signingName: string;
    readonly targetPrefix?: string;
  };
  readonly operations: Readonly<Record<string, OperationModel>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

export interface OperationModel {
  readonly http: { readonly method: string; readonly requestUri: string; readonly responseCode?: number };
  readonly input?: Reference;
  readonly output?: Reference;
  readonly errors?: readonly Reference[];
}

export interface Reference {
  readonly shape: string;
  readonly location?: 'uri' | 'querystring' | 'header';
  readonly locationName?: string;
}

export interface Shape {
  readonly type: 'structure' | 'list' | 'map' | 'string' | 'blob' | 'boolean' | 'integer' | 'long' | 'timestamp';
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, Reference>>;
  readonly member?: Reference;
  readonly value?: Reference;
  readonly union?: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly timestampFormat?: 'iso8601';
  readonly error?: { readonly httpStatusCode?: number };
}

export const SERVICES = ['acm', 'acm-pca', 'rolesanywhere'] as const;
export type ServiceName = (typeof SERVICES)[number];

const VENV = join(__dirname, '..', '..', '..', '.venv', 'lib');

/** botocore's data folder in the project's virtual environment. @throws Error that says what sets it up */
function dataFolder(): string {
  const pythons = existsSync(VENV) ? readdirSync(VENV).filter((name) => name.startsWith('python3')) : [];
  const found = pythons
    .map((name) => join(VENV, name, 'site-packages', 'botocore', 'data'))
    .find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new Error("botocore's service models are not there: `npm test` sets .venv up");
}

const read = new Map<ServiceName, Model>();

/** The newest model of a service. */
export function modelOf(service: ServiceName): Model {
  const known = read.get(service);
  if (known) return known;
  const folder = join(dataFolder(), service);
  const version = readdirSync(folder).sort().at(-1) ?? '';
  const text = gunzipSync(readFileSync(join(folder, version, 'service-2.json.gz'))).toString();
  const model = JSON.parse(text) as Model;
  read.set(service, model);
  return model;
}

export function shapeOf(model: Model, name: string): Shape {
  const shape = model.shapes[name];
  if (!shape) throw new Error(`the model has no shape ${name}`);
  return shape;
}

export function operationOf(service: ServiceName, name: string): OperationModel {
  const operation = modelOf(service).operations[name];
  if (!operation) throw new Error(`${service} has no operation ${name}`);
  return operation;
}

/** A shape's pattern over the whole text. Java's patterns are JavaScript's here, but one with a stray hyphen for `u`. */
export function patternOf(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u');
  } catch {
    return new RegExp(`^(?:${pattern})$`);
  }
}
