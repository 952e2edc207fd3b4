import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Identity {
  readonly Arn: string;
  readonly UserId: string;
  readonly Account: string;
}

/** STS and IAM of a cloud that believes whoever asks, made by hand. */
export interface Identities {
  readonly url: string;
  /** Who owns which key. */
  readonly keys: Map<string, Identity>;
  /** Keys of sessions that have ended. */
  readonly ended: Set<string>;
  /** Policy sources IAM does not know by that ARN, and the ARN that GetRole tells instead. */
  readonly hidden: Map<string, string>;
  /** What SimulatePrincipalPolicy decides; by default everything is allowed. */
  decide: (question: URLSearchParams) => string;
  /** What was asked, in order. */
  readonly asked: { readonly accessKeyId: string; readonly region: string; readonly form: URLSearchParams }[];
  /** The next answers are this one, whatever is asked. */
  broken: { readonly status: number; readonly body: string } | undefined;
  questions(action: string): URLSearchParams[];
  stop(): Promise<void>;
}

const error = (code: string, message: string): string =>
  `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;

export async function startIdentities(): Promise<Identities> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const form = new URLSearchParams(Buffer.concat(chunks).toString());
      const [, accessKeyId = '', region = ''] =
        /Credential=([^/]+)\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
      fake.asked.push({ accessKeyId, region, form });
      const { status, body } = fake.broken ?? { status: 200, body: answerTo(form, accessKeyId, fake) };
      response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const fake: Identities = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keys: new Map(),
    ended: new Set(),
    hidden: new Map(),
    decide: () => 'allowed',
    asked: [],
    broken: undefined,
    questions: (action) => fake.asked.filter(({ form }) => form.get('Action') === action).map(({ form }) => form),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return fake;
}

const ANSWERS: Readonly<Record<string, (form: URLSearchParams, accessKeyId: string, fake: Identities) => string>> = {
  GetAccessKeyInfo(form, _, { keys }) {
    const account = keys.get(form.get('AccessKeyId') ?? '')?.Account;
    return account ? `<Account>${account}</Account>` : error('ValidationError', 'Access key ID is not valid.');
  },
  GetCallerIdentity(_, accessKeyId, { ended, keys }) {
    if (ended.has(accessKeyId)) return error('ExpiredToken', 'The security token is expired');
    const identity = keys.get(accessKeyId);
    if (!identity) return error('InvalidClientTokenId', 'The security token included in the request is invalid');
    return `<Arn>${identity.Arn}</Arn><UserId>${identity.UserId}</UserId><Account>${identity.Account}</Account>`;
  },
  SimulatePrincipalPolicy: (form, _, { decide, hidden }) =>
    hidden.has(form.get('PolicySourceArn') ?? '')
      ? error('NoSuchEntity', 'The role cannot be found.')
      : `<EvalDecision>${decide(form)}</EvalDecision>`,
  GetRole(form, _, { hidden }) {
    const arn = [...hidden].find(([short]) => short.endsWith(`/${form.get('RoleName')}`))?.[1];
    return arn ? `<Role><Arn>${arn}</Arn></Role>` : error('NoSuchEntity', 'The role cannot be found.');
  },
};

const answerTo = (form: URLSearchParams, accessKeyId: string, fake: Identities): string =>
  ANSWERS[form.get('Action') ?? '']?.(form, accessKeyId, fake) ?? error('InvalidAction', 'There is no such action.');

/** The identity of a role's session. */
export const sessionOf = (account: string, role: string, session = 'session'): Identity => ({
  Arn: `arn:aws:sts::${account}:assumed-role/${role}/${session}`,
  UserId: `AROAEXAMPLEROLEID0001:${session}`,
  Account: account,
});
