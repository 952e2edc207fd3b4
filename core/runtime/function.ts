import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import type * as z from 'zod/mini';
import { clockAt, type Clock } from './clock.ts';
import { parseInput } from './parse-input.ts';
import { readConfiguration, type Configuration } from './configuration.ts';

/** What every function has at hand. */
export interface Runtime {
  /** The function's name, e.g. `verify-authority`. */
  readonly name: string;
  readonly configuration: Configuration;
  readonly clock: Clock;
  readonly log: Logger;
  readonly count: (metric: string, amount?: number) => void;
}

/** What a function does: its input is already read and validated. */
export type Act<Input, Output> = (input: Input) => Promise<Output>;

/**
 * Makes a Lambda handler: configuration read once, input validated, outcome logged, metrics flushed, errors passed on by name.
 * @param input the shape of what the state machine or a person hands in
 * @param build composes the function from its adapters; called once for each execution environment
 * @returns the handler; it throws InvalidInput naming the field, or what `build`'s function throws
 */
export function lambdaFunction<Input, Output>(
  name: string,
  input: z.ZodMiniType<Input>,
  build: (runtime: Runtime) => Act<Input, Output>,
): (event: unknown, context: Context) => Promise<Output> {
  const log = new Logger({ serviceName: name });
  const metrics = new Metrics({ namespace: 'RenewGuard', serviceName: name });
  let built: Act<Input, Output> | undefined;
  const prepare = (): Act<Input, Output> => {
    const configuration = readConfiguration(process.env);
    const count: Runtime['count'] = (metric, amount = 1) => metrics.addMetric(metric, MetricUnit.Count, amount);
    return build({ name, configuration, clock: clockAt(configuration.clockEndpoint), log, count });
  };
  return async (event, context) => {
    log.addContext(context);
    try {
      built ??= prepare();
      const output = await built(parseInput(input, event));
      log.info('done', scalarsOf(output));
      return output;
    } catch (error) {
      log.error('failed', error as Error);
      throw error;
    } finally {
      // Without any, Powertools would write a warning.
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    }
  };
}

/** What of an outcome is worth a log line: its verdict, reason and counts, not what it carries to the next state. */
function scalarsOf(output: unknown): Record<string, unknown> {
  const entries = Object.entries(typeof output === 'object' && output !== null ? output : {});
  const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, isScalar(value) ? value : Array.isArray(value) ? value.length : undefined]),
  );
}
