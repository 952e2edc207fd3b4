import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { accounts, clientSettings, hub } from '../../cloud/accounts.ts';
import { deployMember } from '../../cloud/deploy.ts';
import { openAccount } from '../../cloud/organization.ts';
import type { Cast } from '../cast.ts';
import { execute } from '../execution.ts';
import type { Step, StoryContext } from '../step.ts';
import { importIntoAcm, issueUnmanaged } from '../unmanaged-certificate.ts';

/** An account that joins, with the member template as a StackSet deploys it, and one that it was not deployed to. */
const CHECKOUT = '222200001111';
const ACQUIRED = '222200002222';
const LIVES_DAYS = 400;

/** A sweep's report, as far as the story looks at it. */
interface Summary {
  readonly coverage: {
    readonly said: readonly string[];
    readonly unreadable: number;
    readonly open: readonly {
      readonly place: { readonly account: string };
      readonly why: readonly { readonly operation: string; readonly message: string }[];
    }[];
  };
  readonly digest: { readonly certificates: number; readonly verdicts: Readonly<Record<string, number>> };
}

const filesOf = ({ cloud, hub: { outputs } }: StoryContext) => ({
  s3: new S3Client({ ...clientSettings(cloud.endpoint, hub), forcePathStyle: true }),
  Bucket: outputs.BucketName,
});

async function read<T>(context: StoryContext, Key: string): Promise<T> {
  const { s3, Bucket } = filesOf(context);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return JSON.parse((await Body?.transformToString()) ?? '{}') as T;
}

/** How many certificates the report has of each account. */
async function byAccount(context: StoryContext, sweepId: string): Promise<ReadonlyMap<string, number>> {
  const { s3, Bucket } = filesOf(context);
  const Prefix = `report/${sweepId}/figures/`;
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
  const counts = new Map<string, number>();
  for (const { Key = '' } of Contents) {
    const account = Key.slice(Prefix.length).split('/')[0] ?? '';
    const { digest } = await read<Pick<Summary, 'digest'>>(context, Key);
    counts.set(account, (counts.get(account) ?? 0) + digest.certificates);
  }
  return counts;
}

/** Two accounts join; one of them gives RenewGuard no right to read. */
async function letAccountsJoin(context: StoryContext, cast: Cast): Promise<void> {
  const { cloud } = context;
  await openAccount(cloud, CHECKOUT, 'checkout');
  await deployMember(cloud, context.hub, CHECKOUT);
  await openAccount(cloud, ACQUIRED, 'acquired');
  const pki = clientSettings(cloud.emulatorUrl, accounts.pki);
  const issued = await issueUnmanaged(pki, cast.authority('healthy'), 'checkout.example.com', LIVES_DAYS);
  await importIntoAcm(clientSettings(cloud.emulatorUrl, CHECKOUT), issued);
}

/** Every account of the organisation, new ones by themselves; what can't be read is named, and said first. */
export const sweepTheOrganization = (cast: Cast): Step => ({
  title:
    'A sweep finds every certificate of the organisation: a new account by itself, and the one it can’t read by name',
  async run(context) {
    await letAccountsJoin(context, cast);
    const settings = clientSettings(context.cloud.endpoint, hub);
    const ended = await execute(settings, context.hub.outputs.SweepOrganizationArn ?? '', {});
    if (ended.status !== 'SUCCEEDED') return { ok: false, seen: `${ended.status}: ${ended.error}: ${ended.cause}` };
    const { report = '', sweepId = '' } = JSON.parse(ended.output) as { report?: string; sweepId?: string };
    const { coverage, digest } = await read<Summary>(context, report);
    const counts = await byAccount(context, sweepId);
    const notice = await cast.inbox.waitFor(({ subject }) => subject.includes('AccountUnreadable'));
    const unread = coverage.open.map(({ place }) => place.account);
    const verdicts = Object.entries(digest.verdicts).map(([verdict, count]) => `${count} ${verdict}`);
    return {
      ok: unread.join() === ACQUIRED && (counts.get(CHECKOUT) ?? 0) === 1 && counts.size >= 3 && notice !== undefined,
      seen: [
        ...coverage.said,
        ...coverage.open.map(
          ({ place, why: [why] }) => `not read: ${place.account}: ${why?.operation}: ${why?.message}`,
        ),
        ...[...counts].map(([account, count]) => `${account}${account === CHECKOUT ? ' (new)' : ''}: ${count}`),
        `${digest.certificates} certificates: ${verdicts.join(', ')}`,
      ].join('\n'),
    };
  },
});
