import { z } from 'zod';
import { neighbourNamed, NEIGHBOURS } from '../neighbours/neighbours.ts';
import { S3_OPERATIONS } from '../neighbours/s3/protocol.ts';
import { REGION } from '../wire/signature.ts';
import { SERVICE_NAMES, serviceNamed } from '../wire/services.ts';
import { accountId, AdminRefusal, nothing, route } from './route.ts';

/** The longest that a call can be kept waiting: longer than any SDK waits. */
const LONGEST_DELAY_MILLISECONDS = 600_000;

/** What an error's status is where none is given; everything else is 400 (service-facts 0). */
const REST_STATUS: Readonly<Record<string, number>> = {
  AccessDeniedException: 403,
  ResourceNotFoundException: 404,
  ThrottlingException: 429,
};

const OTHER_SERVICES = [...NEIGHBOURS.map(({ service }) => service), 's3'] as const;

export const addFault = route({
  method: 'POST',
  path: '/faults',
  input: z.strictObject({
    service: z.enum([...SERVICE_NAMES, ...OTHER_SERVICES]),
    operation: z.string(),
    error: z
      .string()
      .regex(/^[A-Za-z]{1,100}$/)
      .optional(),
    status: z.int().min(400).max(599).optional(),
    dropped: z.boolean().default(false),
    delayMilliseconds: z.int().min(0).max(LONGEST_DELAY_MILLISECONDS).default(0),
    after: z.boolean().default(false),
    count: z.int().min(1).optional(),
    probability: z.number().gt(0).max(1).default(1),
    seed: z
      .int()
      .min(0)
      .max(2 ** 32 - 1)
      .optional(),
    account: accountId.optional(),
    region: z.string().regex(REGION, { error: 'must be a region, as eu-west-1' }).optional(),
  }),
  answer(wish, { faults }) {
    const { service, operation, error, dropped, delayMilliseconds, status } = wish;
    if (!operationsOf(service).includes(operation) && operation !== '*') {
      throw new AdminRefusal('operation', `operation: ${service} has no operation ${operation.slice(0, 100)} here`);
    }
    if (error !== undefined && dropped) throw new AdminRefusal('dropped', 'dropped: give either error or dropped');
    if (error === undefined && !dropped && delayMilliseconds === 0) {
      throw new AdminRefusal('error', 'error: give an error, dropped or delayMilliseconds');
    }
    if (error === undefined && status !== undefined) throw new AdminRefusal('status', 'status: belongs to an error');
    faults.add({ ...wish, status: status ?? statusOf(service, error) });
    return { faults: faults.list() };
  },
});

const statusOf = (service: string, error = ''): number =>
  (service === 'rolesanywhere' ? REST_STATUS[error] : undefined) ?? 400;

function operationsOf(service: string): string[] {
  const own = SERVICE_NAMES.find((name) => name === service);
  if (own) return serviceNamed(own).operations.map(({ name }) => name);
  if (service === 's3') return S3_OPERATIONS.map(({ name }) => name);
  return Object.keys(neighbourNamed(service)?.operations ?? {});
}

export const listFaults = route({
  method: 'GET',
  path: '/faults',
  input: nothing,
  answer: (_, { faults }) => ({ faults: faults.list() }),
});

export const removeFaults = route({
  method: 'DELETE',
  path: '/faults',
  input: nothing,
  answer(_, { faults }) {
    faults.clear();
    return { faults: [] };
  },
});
