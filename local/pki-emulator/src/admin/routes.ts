import { type HttpAnswer, type HttpRequest, plain } from '../wire/messages.ts';
import type { World } from '../world.ts';
import { clearCalls, listCalls } from './calls.ts';
import { moveClock, moveToNextEvent, readClock } from './clock.ts';
import { addFault, listFaults, removeFaults } from './faults.ts';
import { setInUse } from './in-use.ts';
import { deliveries, health, reset } from './lifecycle.ts';
import { makeAcmeCertificate, setDomainValidated } from './public-certificates.ts';
import { type AdminRoute, answered } from './route.ts';
import { setServiceLinkedRole } from './service-linked-roles.ts';
import { share, unshare } from './shares.ts';

const PREFIX = '/_emulator';

const ROUTES: readonly AdminRoute[] = [
  health,
  readClock,
  moveClock,
  moveToNextEvent,
  addFault,
  listFaults,
  removeFaults,
  share,
  unshare,
  setInUse,
  setServiceLinkedRole,
  setDomainValidated,
  makeAcmeCertificate,
  listCalls,
  clearCalls,
  deliveries,
  reset,
];

/** Answers the admin API: JSON, no authorisation. */
export async function answerAdmin(request: HttpRequest, world: World): Promise<HttpAnswer> {
  const path = request.path.slice(PREFIX.length);
  const here = ROUTES.filter((route) => route.path === path);
  const found = here.find(({ method }) => method === request.method);
  if (!found) {
    const allowed = here.map(({ method }) => method).join(', ');
    return here.length > 0
      ? plain(405, { error: `${request.path} takes ${allowed}, not ${request.method}.` })
      : plain(404, {
          error: `There is no ${request.path}; there are ${[...new Set(ROUTES.map((each) => PREFIX + each.path))].join(', ')}.`,
        });
  }
  const body = bodyOf(request);
  return body === undefined ? plain(400, { error: 'body: is no JSON', field: 'body' }) : answered(found, body, world);
}

function bodyOf({ body }: HttpRequest): unknown {
  try {
    return JSON.parse(body.trim() === '' ? '{}' : body) as unknown;
  } catch {
    return undefined;
  }
}
