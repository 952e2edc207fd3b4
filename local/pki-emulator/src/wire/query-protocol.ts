import { randomUUID } from 'node:crypto';
import { ServiceError } from '../errors.ts';
import { neighbourNamed } from '../neighbours/neighbours.ts';
import { ask } from '../neighbours/neighbour.ts';
import type { World } from '../world.ts';
import { readSignature } from './signature.ts';
import type { HttpAnswer, HttpRequest } from './messages.ts';
import { refuseService } from './unknown-service.ts';
import { elements, xml } from './xml.ts';

const NAMESPACES: Readonly<Record<string, string>> = {
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
};

/** Answers one call of the query protocol: a form in, XML out. */
export async function answerQuery(request: HttpRequest, world: World): Promise<HttpAnswer> {
  const RequestId = randomUUID();
  let namespace = NAMESPACES['sts'];
  try {
    const signature = readSignature(request.headers['authorization'], request.headers['x-amz-security-token']);
    const neighbour = neighbourNamed(signature.service);
    namespace = NAMESPACES[signature.service];
    if (!neighbour || namespace === undefined) return refuseService(request, signature.service);
    const { Action = '', ...input } = Object.fromEntries(new URLSearchParams(request.body));
    delete input['Version'];
    const result = (await ask(neighbour, Action, input, signature, world)) as Parameters<typeof elements>[0];
    const body = { [`${Action}Result`]: result, ResponseMetadata: { RequestId } };
    return xml(200, `<${Action}Response xmlns="${namespace}">${elements(body)}</${Action}Response>`);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { code: Code, message: Message, status } = error;
    const body = elements({ Error: { Type: 'Sender', Code, Message }, RequestId });
    return xml(status, `<ErrorResponse xmlns="${namespace}">${body}</ErrorResponse>`);
  }
}
