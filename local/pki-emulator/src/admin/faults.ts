import { z } from 'zod';
import { neighbourNamed } from '../neighbours/neighbours.ts';
import { serviceNamed } from '../wire/services.ts';
import { AdminRefusal, route } from './route.ts';

export const addFault = route({
  method: 'POST',
  path: '/faults',
  input: z.strictObject({
    service: z.enum(['acm', 'acm-pca', 'sts', 'iam', 'organizations']),
    operation: z.string(),
    error: z.string().regex(/^[A-Za-z]+$/),
    count: z.int().min(1).optional(),
    account: z
      .string()
      .regex(/^\d{12}$/)
      .optional(),
    region: z.string().min(1).optional(),
    after: z.boolean().default(false),
    status: z.int().min(400).max(599).default(400),
  }),
  answer(fault, { faults }) {
    if (!operationsOf(fault.service).includes(fault.operation) && fault.operation !== '*') {
      throw new AdminRefusal('operation', `operation: ${fault.service} has no operation ${fault.operation} here`);
    }
    faults.add(fault);
    return { faults: faults.list() };
  },
});

function operationsOf(service: string): string[] {
  if (service === 'acm' || service === 'acm-pca') return serviceNamed(service).operations.map(({ name }) => name);
  return Object.keys(neighbourNamed(service)?.operations ?? {});
}

export const listFaults = route({
  method: 'GET',
  path: '/faults',
  input: z.unknown(),
  answer: (_, { faults }) => ({ faults: faults.list() }),
});

export const removeFaults = route({
  method: 'DELETE',
  path: '/faults',
  input: z.unknown(),
  answer(_, { faults }) {
    faults.clear();
    return { faults: [] };
  },
});
