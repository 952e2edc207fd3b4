import { z } from 'zod';
import { invalid } from '../../errors.ts';
import { matching } from '../../validation/constraints.ts';
import { operation } from '../../wire/operation.ts';
import { DEFAULT_EXPIRY_DAYS } from '../account-configuration.ts';

/** When the daily expiry events of this account and region begin. */
export const getAccountConfiguration = operation({
  name: 'GetAccountConfiguration',
  changes: false,
  input: z.strictObject({}),
  answer(_, call) {
    const { daysBeforeExpiry = DEFAULT_EXPIRY_DAYS } = call.world.state.scope(call.account, call.region);
    return { ExpiryEvents: { DaysBeforeExpiry: daysBeforeExpiry } };
  },
});

/** ACM remembers the token for an hour (API reference). */
const TOKEN_MINUTES = 60;

/**
 * Moves that beginning, for certificates of every type (service-facts 2.5). A token that is remembered makes it the request
 * of before, whatever else it says.
 */
export const putAccountConfiguration = operation({
  name: 'PutAccountConfiguration',
  changes: true,
  input: z.strictObject({
    IdempotencyToken: matching('\\w+', 1, 32),
    ExpiryEvents: z.strictObject({ DaysBeforeExpiry: z.int().min(1).max(45).optional() }).optional(),
  }),
  answer({ IdempotencyToken, ExpiryEvents }, call) {
    const days = ExpiryEvents?.DaysBeforeExpiry;
    if (days === undefined) throw invalid('Configuration for events is empty.');
    const scope = call.world.state.scope(call.account, call.region);
    const now = call.world.clock.now();
    const remembered = JSON.stringify([call.operation, IdempotencyToken]);
    if (scope.tokens.recall(remembered, now) !== undefined) return {};
    scope.tokens.remember(remembered, call.operation, now, TOKEN_MINUTES);
    scope.daysBeforeExpiry = days;
    for (const arn of scope.certificates.keys()) call.world.agenda.plan(arn);
    return {};
  },
});
