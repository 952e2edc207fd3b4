import type { z } from 'zod';
import type { RecordedCall } from '../events/record.ts';
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
  /** The HTTP status of a success, where that is not 200. */
  readonly status?: number | undefined;
  /** What the CloudTrail record of a call has besides what all have. */
  readonly recorded?: ((call: Call) => Pick<RecordedCall, 'identity' | 'additionalEventData'>) | undefined;
  /** Checks the JSON body, then acts; every error is a ServiceError. */
  run(body: unknown, call: Call): Promise<object>;
}

interface Definition<S extends z.ZodObject> {
  readonly name: string;
  readonly changes: boolean;
  readonly buffers?: readonly string[];
  readonly status?: number;
  readonly recorded?: Operation['recorded'];
  readonly input: S;
  readonly answer: (input: z.output<S>, call: Call) => object | Promise<object>;
}

/** Binds an operation's input shape to its behaviour. */
export function operation<S extends z.ZodObject>(definition: Definition<S>): Operation {
  const { name, changes, buffers = [], status, recorded, input, answer } = definition;
  const members = Object.keys(input.shape);
  const run: Operation['run'] = async (body, call) => answer(checked(input, body), call);
  return { name, members, changes, buffers, status, recorded, run };
}

/** What the emulator serves of one service, and what it refuses by name. */
export interface Service {
  readonly name: ServiceName;
  readonly operations: readonly Operation[];
  readonly refused: readonly string[];
}
