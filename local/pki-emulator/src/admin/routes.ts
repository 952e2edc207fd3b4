import { type HttpAnswer, type HttpRequest, plain } from '../wire/messages.ts';
import type { World } from '../world.ts';
import { clearCalls, countCalls, listCalls } from './calls.ts';
import { moveClock, moveToNextEvent, readClock } from './clock.ts';
import { crossSite } from './cross-site.ts';
import { readDeliveries, setDeliveries } from './deliveries.ts';
import { addFault, listFaults, removeFaults } from './faults.ts';
import { setInUse } from './in-use.ts';
import { health, reset } from './lifecycle.ts';
import { tellPrincipal } from './principals.ts';
import { makeAcmeCertificate, setDomainValidated } from './public-certificates.ts';
import { readQuotas, setQuotas } from './quotas.ts';
import { type AdminRoute, answered } from './route.ts';
import { setServiceLinkedRole } from './service-linked-roles.ts';
import { readSettle, setSettle } from './settle.ts';
import { share, unshare } from './shares.ts';
import { restoreSnapshot, takeSnapshot } from './snapshots.ts';

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
  countCalls,
  clearCalls,
  readDeliveries,
  setDeliveries,
  readQuotas,
  setQuotas,
  readSettle,
  setSettle,
  tellPrincipal,
  takeSnapshot,
  restoreSnapshot,
  reset,
];

/** Answers the admin API: JSON, no authorisation; what a web page could have sent is refused. */
export async function answerAdmin(request: HttpRequest, world: World): Promise<HttpAnswer> {
  const why = crossSite(request, world.settings.host);
  if (why !== undefined) return plain(403, { error: `The admin API is for programs of this machine, and ${why}.` });
  const path = request.path.slice(PREFIX.length);
  const here = ROUTES.filter((route) => route.path === path);
  const found = here.find(({ method }) => method === request.method);
  if (!found) return unanswered(request, here);
  const input = request.method === 'GET' ? queryOf(request) : bodyOf(request);
  if (input === undefined) return plain(400, { error: 'body: is no JSON', field: 'body' });
  return answered(found, input, world);
}

function unanswered(request: HttpRequest, here: readonly AdminRoute[]): HttpAnswer {
  const allowed = here.map(({ method }) => method).join(', ');
  if (here.length > 0) return plain(405, { error: `${request.path} takes ${allowed}, not ${request.method}.` });
  const paths = [...new Set(ROUTES.map((each) => PREFIX + each.path))].join(', ');
  return plain(404, { error: `There is no ${request.path.slice(0, 200)}; there are ${paths}.` });
}

/** The query as an object; what is given twice becomes a list, which no input takes. */
function queryOf({ query }: HttpRequest): object {
  const parameters = new URLSearchParams(query);
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => {
      const values = parameters.getAll(name);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}

function bodyOf({ body }: HttpRequest): unknown {
  try {
    return JSON.parse(body.trim() === '' ? '{}' : body) as unknown;
  } catch {
    return undefined;
  }
}
