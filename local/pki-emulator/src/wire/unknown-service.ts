import { randomUUID } from 'node:crypto';
import { OFFER } from '../neighbours/neighbours.ts';
import { cborMap } from './cbor.ts';
import type { HttpAnswer, HttpRequest } from './messages.ts';
import { elements, xml } from './xml.ts';

interface Refusal {
  readonly service: string;
  readonly request: HttpRequest;
  readonly message: string;
}

interface Protocol {
  readonly fits: (refusal: Refusal) => boolean;
  readonly answer: (refusal: Refusal) => HttpAnswer;
}

const CODE = 'UnknownOperationException';

/** How services word an error, by what tells that a client speaks that protocol; the first that fits. */
const PROTOCOLS: readonly Protocol[] = [
  { fits: ({ service, request }) => isForm(request) && service === 'ec2', answer: ec2 },
  { fits: ({ request }) => isForm(request), answer: wrapped },
  { fits: ({ request }) => request.headers['smithy-protocol'] === 'rpc-v2-cbor', answer: cbor },
  { fits: ({ service }) => service === 'route53' || service === 'cloudfront', answer: wrapped },
  { fits: () => true, answer: json },
];

/** Refuses a call of a service that the emulator has not, in the words of the protocol that the client speaks. */
export function refuseService(request: HttpRequest, service: string): HttpAnswer {
  const message = `The emulator has no ${service} (${operationOf(request)}); it answers ${OFFER}.`;
  const refusal = { service, request, message };
  return (PROTOCOLS.find(({ fits }) => fits(refusal))?.answer ?? json)(refusal);
}

export const isForm = ({ headers }: HttpRequest): boolean =>
  headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;

function operationOf(request: HttpRequest): string {
  const { headers, method, path, body } = request;
  const named = headers['x-amz-target'] ?? (isForm(request) ? new URLSearchParams(body).get('Action') : undefined);
  return (named ?? `${method} ${path}`).slice(0, 200);
}

function wrapped({ message: Message }: Refusal): HttpAnswer {
  const error = elements({ Error: { Type: 'Sender', Code: CODE, Message }, RequestId: randomUUID() });
  return xml(400, `<ErrorResponse>${error}</ErrorResponse>`);
}

function ec2({ message: Message }: Refusal): HttpAnswer {
  const body = elements({ Errors: { Error: { Code: CODE, Message } }, RequestID: randomUUID() });
  return xml(400, `<Response>${body}</Response>`);
}

function json({ request, message }: Refusal): HttpAnswer {
  const spoken = request.headers['content-type'] ?? '';
  return {
    status: 400,
    headers: {
      'content-type': spoken.startsWith('application/x-amz-json-') ? spoken : 'application/json',
      'x-amzn-ErrorType': CODE,
      'x-amzn-RequestId': randomUUID(),
    },
    body: JSON.stringify({ __type: CODE, message }),
  };
}

function cbor({ message }: Refusal): HttpAnswer {
  const headers = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' };
  return { status: 400, headers, body: cborMap({ __type: CODE, message }) };
}
