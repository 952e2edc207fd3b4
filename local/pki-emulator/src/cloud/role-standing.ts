import { type AccountAsker, asked, elementsIn } from './asking-iam.ts';
import { elementIn } from './asking.ts';

/** What a role may do, and what it is tagged with. */
export interface RoleStanding {
  /** Documents of inline policies, by name. */
  readonly inline: ReadonlyMap<string, string>;
  /** ARNs of attached policies. */
  readonly attached: ReadonlySet<string>;
  readonly boundary: string | undefined;
  readonly tags: ReadonlyMap<string, string>;
}

/** Reads a role's standing. @param described GetRole's answer for it */
export async function standingOf(asker: AccountAsker, RoleName: string, described: string): Promise<RoleStanding> {
  const names = elementsIn(await asked(asker, 'iam', { Action: 'ListRolePolicies', RoleName }), 'member');
  const attached = await asked(asker, 'iam', { Action: 'ListAttachedRolePolicies', RoleName });
  const documents = await Promise.all(names.map((PolicyName) => documentOf(asker, RoleName, PolicyName)));
  const values = elementsIn(described, 'Value');
  return {
    inline: new Map(names.map((name, index) => [name, documents[index] ?? ''])),
    attached: new Set(elementsIn(attached, 'PolicyArn')),
    boundary: elementIn(described, 'PermissionsBoundaryArn'),
    tags: new Map(elementsIn(described, 'Key').map((key, index) => [key, values[index] ?? ''])),
  };
}

async function documentOf(asker: AccountAsker, RoleName: string, PolicyName: string): Promise<string> {
  const answer = await asked(asker, 'iam', { Action: 'GetRolePolicy', RoleName, PolicyName });
  return decodeURIComponent(elementIn(answer, 'PolicyDocument') ?? '');
}

/** Gives a role another standing: only what differs is changed. */
export async function bring(
  asker: AccountAsker,
  RoleName: string,
  { from, to }: { readonly from: RoleStanding; readonly to: RoleStanding },
): Promise<void> {
  for (const form of changes(from, to)) await asked(asker, 'iam', { RoleName, ...form });
}

/** What is taken away comes first, so that a role never may more than one of the two. */
function changes(from: RoleStanding, to: RoleStanding): Record<string, string>[] {
  const gone = (before: Iterable<string>, after: { has(key: string): boolean }) =>
    [...before].filter((key) => !after.has(key));
  const put = (after: ReadonlyMap<string, string>, before: ReadonlyMap<string, string>) =>
    [...after].filter(([key, value]) => before.get(key) !== value);
  return [
    ...gone(from.inline.keys(), to.inline).map((PolicyName) => ({ Action: 'DeleteRolePolicy', PolicyName })),
    ...gone(from.attached, to.attached).map((PolicyArn) => ({ Action: 'DetachRolePolicy', PolicyArn })),
    ...gone(from.tags.keys(), to.tags).map((key) => ({ Action: 'UntagRole', 'TagKeys.member.1': key })),
    ...boundaryChange(from.boundary, to.boundary),
    ...put(to.inline, from.inline).map(([PolicyName, PolicyDocument]) => ({
      Action: 'PutRolePolicy',
      ...{ PolicyName, PolicyDocument },
    })),
    ...gone(to.attached, from.attached).map((PolicyArn) => ({ Action: 'AttachRolePolicy', PolicyArn })),
    ...put(to.tags, from.tags).map(([key, value]) => ({
      Action: 'TagRole',
      ...{ 'Tags.member.1.Key': key, 'Tags.member.1.Value': value },
    })),
  ];
}

function boundaryChange(from: string | undefined, to: string | undefined): Record<string, string>[] {
  if (from === to) return [];
  if (to === undefined) return [{ Action: 'DeleteRolePermissionsBoundary' }];
  return [{ Action: 'PutRolePermissionsBoundary', PermissionsBoundary: to }];
}
