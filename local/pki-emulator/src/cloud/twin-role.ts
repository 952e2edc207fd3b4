import { createHash } from 'node:crypto';
import type { AssumableRole } from '../rolesanywhere/session/role.ts';
import { type AccountAsker, asked, Refusal } from './asking-iam.ts';
import { elementIn } from './asking.ts';
import { bring, standingOf } from './role-standing.ts';

/** Where twins are kept, so that whoever lists roles sees what they are. */
const PATH = '/pki-emulator/twins/';

const LONGEST_NAME = 64;

/** `twin-of-<role>`, shortened with a digest where it would be too long. */
function twinName({ name, arn }: AssumableRole): string {
  const whole = `twin-of-${name}`;
  if (whole.length <= LONGEST_NAME) return whole;
  const digest = createHash('sha256').update(arn).digest('hex').slice(0, 8);
  return `${whole.slice(0, LONGEST_NAME - 9)}-${digest}`;
}

/** The account itself may assume a twin: MiniStack refuses AssumeRole for the conditions of Roles Anywhere. */
const trustOf = (account: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
      },
    ],
  });

/**
 * Makes, or refreshes, the twin of a role: the same inline and attached policies, boundary and tags, but another trust.
 *
 * @returns the twin's ARN
 * @throws Refusal of IAM
 */
export async function twinOf(asker: AccountAsker, role: AssumableRole): Promise<string> {
  const original = await asked(asker, 'iam', { Action: 'GetRole', RoleName: role.name });
  const name = twinName(role);
  const twin = await made(asker, name, role);
  const to = await standingOf(asker, role.name, original);
  await bring(asker, name, { from: await standingOf(asker, name, twin), to });
  return elementIn(twin, 'Arn') ?? '';
}

/** The twin as GetRole describes it. */
async function made(asker: AccountAsker, RoleName: string, role: AssumableRole): Promise<string> {
  const get = () => asked(asker, 'iam', { Action: 'GetRole', RoleName });
  const create = {
    Action: 'CreateRole',
    ...{ RoleName, Path: PATH, AssumeRolePolicyDocument: trustOf(asker.account) },
    ...{ Description: `Twin of ${role.arn} for CreateSession`, MaxSessionDuration: '43200' },
  };
  try {
    return await get();
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'NoSuchEntity') throw error;
  }
  await asked(asker, 'iam', create).catch((error: unknown) => {
    // Another session of the same role was faster.
    if (!(error instanceof Refusal) || error.code !== 'EntityAlreadyExists') throw error;
  });
  return get();
}
