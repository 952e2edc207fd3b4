import { randomUUID } from 'node:crypto';
import { rootArn } from '../arns.ts';
import { ServiceError } from '../errors.ts';
import type { World } from '../world.ts';
import { accountOf, readSignature, requireService } from './authorization.ts';
import type { HttpAnswer, HttpRequest } from './messages.ts';

/** Answers STS GetCallerIdentity (query protocol), so that clients work against the emulator alone. */
export async function answerSts(request: HttpRequest, world: World): Promise<HttpAnswer> {
  try {
    return xml(200, await identity(request, world));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const body = `<Error><Type>Sender</Type><Code>${error.code}</Code><Message>${escaped(error.message)}</Message></Error>`;
    return xml(
      error.status,
      `<ErrorResponse xmlns="${NAMESPACE}">${body}<RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
    );
  }
}

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

async function identity(request: HttpRequest, world: World): Promise<string> {
  const signature = readSignature(request.headers['authorization']);
  requireService(signature, 'sts');
  const action = new URLSearchParams(request.body).get('Action') ?? '';
  if (action !== 'GetCallerIdentity')
    throw new ServiceError('InvalidAction', `The emulator does not support sts:${action}.`);
  const account = await accountOf(signature.accessKeyId, signature.region, world);
  const result = `<Arn>${rootArn(account, signature.region)}</Arn><UserId>${account}</UserId><Account>${account}</Account>`;
  return (
    `<GetCallerIdentityResponse xmlns="${NAMESPACE}"><GetCallerIdentityResult>${result}</GetCallerIdentityResult>` +
    `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`
  );
}

const escaped = (text: string): string => text.replace(/[<>&]/g, (c) => `&#${c.charCodeAt(0)};`);

const xml = (status: number, body: string): HttpAnswer => ({ status, headers: { 'content-type': 'text/xml' }, body });
