import { z } from 'zod';
import { ClockRefusal } from '../clock.ts';
import { ServiceError } from '../errors.ts';
import { type HttpAnswer, plain } from '../wire/messages.ts';
import type { World } from '../world.ts';

/** Admin input that cannot be used; `field` names what is wrong with it. */
export class AdminRefusal extends Error {
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.name = 'AdminRefusal';
    this.field = field;
  }
}

/** The input of what takes none. */
export const nothing = z.strictObject({});

export const accountId = z.string().regex(/^\d{12}$/, { error: 'must be twelve digits' });

/** One method on one path of the admin API. */
export interface AdminRoute {
  readonly method: string;
  readonly path: string;
  /** Runs also while the clock moves, or moves it itself. */
  readonly ungated: boolean;
  handle(body: unknown, world: World): object | Promise<object>;
}

interface Definition<S extends z.ZodType> {
  readonly method: string;
  readonly path: string;
  readonly ungated?: true;
  readonly input: S;
  readonly answer: (input: z.output<S>, world: World) => object | Promise<object>;
}

/** A route with a body of a known shape. @throws AdminRefusal naming the first wrong field */
export const route = <S extends z.ZodType>({ method, path, ungated, input, answer }: Definition<S>): AdminRoute => ({
  method,
  path,
  ungated: ungated ?? false,
  handle(body, world) {
    const result = input.safeParse(body);
    if (result.success) return answer(result.data, world);
    const issue = result.error.issues[0];
    const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
    const field = [...(issue?.path ?? []), unknown].filter((part) => part !== undefined).join('.') || 'body';
    throw new AdminRefusal(field, `${field}: ${issue?.message ?? 'unreadable'}`);
  },
});

/** Runs a route; every refusal becomes a 400 with the field's name. */
export async function answered(found: AdminRoute, body: unknown, world: World): Promise<HttpAnswer> {
  try {
    const handle = async () => found.handle(body, world);
    return plain(200, await (found.ungated ? handle() : world.time.call(handle)));
  } catch (error) {
    if (error instanceof AdminRefusal || error instanceof ClockRefusal) {
      return plain(400, { error: error.message, field: error.field });
    }
    if (error instanceof ServiceError) return plain(400, { error: error.message, field: 'body' });
    throw error;
  }
}
