import type { z } from 'zod';
import { checked } from '../validation/check.ts';
import type { Call, ServiceName } from './call.ts';

/** One operation of a service as the dispatcher sees it. */
export interface Operation {
  readonly name: string;
  /** The input members it knows; any other is refused. */
  readonly members: readonly string[];
  /** Mutating calls leave a CloudTrail record of category write. */
  readonly changes: boolean;
  /** Input members that CloudTrail shows as Java buffer dumps (documented samples of 2023). */
  readonly buffers: readonly string[];
  /** Checks the JSON body, then acts; every error is a ServiceError. */
  run(body: unknown, call: Call): Promise<object>;
}

interface Definition<S extends z.ZodObject> {
  readonly name: string;
  readonly changes: boolean;
  readonly buffers?: readonly string[];
  readonly input: S;
  readonly answer: (input: z.output<S>, call: Call) => object | Promise<object>;
}

/** Binds an operation's input shape to its behaviour. */
export function operation<S extends z.ZodObject>(definition: Definition<S>): Operation {
  const { name, changes, buffers = [], input, answer } = definition;
  const members = Object.keys(input.shape);
  return { name, members, changes, buffers, run: async (body, call) => answer(checked(input, body), call) };
}

/** What the emulator serves of one service, and what it refuses by name. */
export interface Service {
  readonly name: ServiceName;
  readonly operations: readonly Operation[];
  readonly refused: readonly string[];
}
