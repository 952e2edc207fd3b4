import { type Model, modelOf, patternOf, type ServiceName, type Shape, shapeOf } from './botocore.ts';
import { OUTPUT_DEVIATIONS } from './deviations.ts';

interface Place {
  readonly service: ServiceName;
  readonly model: Model;
  /** For people: `Certificate.InUseBy[0]`. */
  readonly path: string;
  /** For the table of deviations: `CertificateDetail.InUseBy`. */
  readonly member: string;
}

/** What of an answer is not as its output shape says; empty for a good one. An operation without output answers nothing. */
export function outputFaults(service: ServiceName, output: string | undefined, body: object): string[] {
  const place = { service, model: modelOf(service), path: '', member: '' };
  if (output !== undefined) return faultsOf(output, body, place);
  return Object.keys(body).map((name) => `${name}: the operation has no output`);
}

function faultsOf(name: string, value: unknown, place: Place): string[] {
  const shape = shapeOf(place.model, name);
  const wrong = typeFault(shape, value);
  if (wrong !== undefined) return [`${place.path}: ${wrong}`];
  return [...constraintFaults(name, shape, value, place), ...within(name, shape, value, place)];
}

const JSON_TYPES: Readonly<Record<Shape['type'], (value: unknown) => boolean>> = {
  structure: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  map: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  list: Array.isArray,
  string: (value) => typeof value === 'string',
  blob: (value) => typeof value === 'string' && Buffer.from(value, 'base64').toString('base64') === value,
  boolean: (value) => typeof value === 'boolean',
  integer: Number.isInteger,
  long: Number.isInteger,
  timestamp: (value) => typeof value === 'number' && Number.isFinite(value),
};

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** Timestamps are epoch seconds in both protocols, but ISO 8601 where the shape says so (all of rolesanywhere's). */
function typeFault(shape: Shape, value: unknown): string | undefined {
  const iso = shape.timestampFormat === 'iso8601';
  const good = iso ? typeof value === 'string' && ISO_TIME.test(value) : JSON_TYPES[shape.type](value);
  return good ? undefined : `${JSON.stringify(value)} is no ${iso ? 'ISO 8601 time' : shape.type}`;
}

function constraintFaults(name: string, shape: Shape, value: unknown, { service, path, member }: Place): string[] {
  const size = sizeOf(shape, value);
  const broken: [rule: 'min' | 'max' | 'pattern' | 'enum', is: boolean][] = [
    ['min', size !== undefined && shape.min !== undefined && size < shape.min],
    ['max', size !== undefined && shape.max !== undefined && size > shape.max],
    ['pattern', typeof value === 'string' && shape.pattern !== undefined && !patternOf(shape.pattern).test(value)],
    ['enum', typeof value === 'string' && shape.enum !== undefined && !shape.enum.includes(value)],
  ];
  const known = (rule: string) =>
    OUTPUT_DEVIATIONS.some(
      (each) =>
        each.service === service &&
        each.shape === name &&
        each.rule === rule &&
        (each.member === undefined || each.member === member),
    );
  return broken
    .filter(([rule, is]) => is && !known(rule))
    .map(([rule]) => `${path}: ${JSON.stringify(value).slice(0, 120)} breaks the ${rule} of ${name}`);
}

/** What min and max count: of texts, characters (Smithy's length trait), whatever JavaScript takes for each. */
export function sizeOf(shape: Shape, value: unknown): number | undefined {
  if (typeof value === 'number') return shape.type === 'timestamp' ? undefined : value;
  if (shape.type === 'blob') return Buffer.from(String(value), 'base64').length;
  return typeof value === 'string' || Array.isArray(value) ? [...value].length : undefined;
}

function within(name: string, shape: Shape, value: unknown, place: Place): string[] {
  if (shape.type === 'list' && Array.isArray(value))
    return value.flatMap((each, index) =>
      faultsOf(shape.member?.shape ?? '', each, { ...place, path: `${place.path}[${index}]` }),
    );
  if (shape.type === 'map')
    return Object.entries(value as object).flatMap(([key, each]) =>
      faultsOf(shape.value?.shape ?? '', each, { ...place, path: `${place.path}.${key}` }),
    );
  return shape.type === 'structure' ? memberFaults(name, shape, value as Record<string, unknown>, place) : [];
}

function memberFaults(name: string, shape: Shape, value: Record<string, unknown>, place: Place): string[] {
  const at = (member: string) => (place.path === '' ? member : `${place.path}.${member}`);
  const missing = (shape.required ?? []).filter((member) => value[member] === undefined);
  const given = Object.entries(value).map(([member, each]) => {
    const reference = shape.members?.[member];
    if (!reference) return [`${at(member)}: ${name} has no such member`];
    return faultsOf(reference.shape, each, { ...place, path: at(member), member: `${name}.${member}` });
  });
  const many =
    shape.union === true && given.length !== 1 ? [`${place.path}: a union with ${given.length} members`] : [];
  return [...missing.map((member) => `${at(member)}: is required and missing`), ...given.flat(), ...many];
}
