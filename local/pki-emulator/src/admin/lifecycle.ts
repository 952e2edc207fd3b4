import { State } from '../state/state.ts';
import { nothing, route } from './route.ts';

export const health = route({
  method: 'GET',
  path: '/health',
  input: nothing,
  ungated: true,
  answer: () => ({ status: 'ok' }),
});

/**
 * Forgets everything but the time, also what is due: the clock cannot move back. Quotas, settle time and delivery are
 * again what the emulator was started with.
 */
export const reset = route({
  method: 'POST',
  path: '/reset',
  input: nothing,
  ungated: true,
  answer: (_, world) =>
    world.time.alone(() => {
      const { settings } = world;
      world.state = new State();
      world.agenda.clear();
      world.faults.clear();
      world.calls.clear();
      world.callers.clear();
      world.quotas.reset(settings.quotas);
      world.settleMilliseconds = settings.settleMilliseconds;
      world.publisher.clear();
      world.publisher.deliver(settings.delivery, settings.seed);
      return { status: 'reset' };
    }),
});
