import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NOTHING_REMEMBERED, RememberedAuthorities } from '../../cli/remembered-authorities.ts';
import { AUTHORITY_ARN } from '../builders/accounts.ts';
import { arnOf } from './kit/region.ts';

const freshFolder = (): string => join(mkdtempSync(join(tmpdir(), 'renewguard-memory-')), 'renewguard');
const fileIn = (folder: string): string => join(folder, 'certificate-authorities.json');
const arns = (...ids: readonly (string | number)[]): readonly string[] => ids.map((id) => arnOf(String(id)));

/** What an audit does: reads what is remembered of some certificates, and adds others. */
async function remember(folder: string, ids: readonly (string | number)[], most?: number): Promise<string | undefined> {
  const memory = new RememberedAuthorities(folder, most);
  await memory.rememberAuthorities(new Map(arns(...ids).map((arn) => [arn, AUTHORITY_ARN])));
  return memory.save();
}

const recalled = async (folder: string, ...ids: readonly (string | number)[]): Promise<readonly string[]> =>
  [...(await new RememberedAuthorities(folder).authoritiesOf(arns(...ids))).keys()].map(
    (arn) => arn.split('/').at(-1) ?? '',
  );

test('the next audit knows what this one was told, and nothing else', async () => {
  const folder = freshFolder();
  expect(await remember(folder, ['a', 'b'])).toBeUndefined();
  const found = await new RememberedAuthorities(folder).authoritiesOf(arns('a', 'c'));
  expect([...found]).toEqual([[arnOf('a'), AUTHORITY_ARN]]);
});

test('only the user can read it, and no draft is left', async () => {
  const folder = freshFolder();
  await remember(folder, ['a']);
  await remember(folder, ['b']);
  expect(statSync(fileIn(folder)).mode & 0o777).toBe(0o600);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(readdirSync(folder)).toEqual(['certificate-authorities.json']);
});

test('a file that everybody could read becomes the user’s own', async () => {
  const folder = freshFolder();
  mkdirSync(folder);
  writeFileSync(fileIn(folder), '{}', { mode: 0o644 });
  await remember(folder, ['a']);
  expect(statSync(fileIn(folder)).mode & 0o777).toBe(0o600);
});

test('two audits at once lose nothing of each other', async () => {
  const folder = freshFolder();
  const [one, other] = [new RememberedAuthorities(folder), new RememberedAuthorities(folder)];
  await Promise.all([one.authoritiesOf([]), other.authoritiesOf([])]);
  await other.rememberAuthorities(new Map([[arnOf('b'), AUTHORITY_ARN]]));
  other.save();
  await one.rememberAuthorities(new Map([[arnOf('a'), AUTHORITY_ARN]]));
  one.save();
  expect(await recalled(folder, 'a', 'b')).toEqual(['a', 'b']);
});

test('beyond its limit it forgets what no audit has used for longest', async () => {
  const folder = freshFolder();
  await remember(folder, [1, 2, 3], 3);
  const memory = new RememberedAuthorities(folder, 3);
  await memory.authoritiesOf(arns(1)); // used again
  await memory.rememberAuthorities(new Map([[arnOf('4'), AUTHORITY_ARN]]));
  memory.save();
  expect(await recalled(folder, 1, 2, 3, 4)).toEqual(['1', '3', '4']);
});

test.each([
  ['empty', ''],
  ['half of one', '{"version":1,"authorities":["arn'],
  ['another JSON', '[]'],
  [
    'of a later version',
    JSON.stringify({ version: 2, authorities: [AUTHORITY_ARN], certificates: { [arnOf('a')]: 0 } }),
  ],
  ['one with a wrong type', JSON.stringify({ version: 1, authorities: [7], certificates: { [arnOf('a')]: 0 } })],
  [
    'one with a place beyond its list',
    JSON.stringify({ version: 1, authorities: [], certificates: { [arnOf('a')]: 0 } }),
  ],
  [
    'one with no CA',
    JSON.stringify({ version: 1, authorities: ['arn:aws:s3:::x'], certificates: { [arnOf('a')]: 0 } }),
  ],
  [
    'one with a CA of another region',
    JSON.stringify({
      version: 1,
      authorities: [AUTHORITY_ARN.replace('eu-west-1', 'us-east-1')],
      certificates: { [arnOf('a')]: 0 },
    }),
  ],
])('a file that is broken, %s, counts as empty and is replaced', async (_, content) => {
  const folder = freshFolder();
  mkdirSync(folder);
  writeFileSync(fileIn(folder), content);
  expect(await recalled(folder, 'a')).toEqual([]);
  expect(await remember(folder, ['b'])).toBeUndefined();
  expect(await recalled(folder, 'a', 'b')).toEqual(['b']);
});

test('where nothing can be written it says why, and the audit goes on', async () => {
  const folder = join(freshFolder(), 'below');
  writeFileSync(join(folder, '..', '..', 'renewguard'), 'a file in the way');
  const memory = new RememberedAuthorities(folder);
  await memory.rememberAuthorities(new Map([[arnOf('a'), AUTHORITY_ARN]]));
  expect(memory.save()).toContain('ENOTDIR');
  expect([...(await memory.authoritiesOf(arns('a'))).keys()]).toEqual([arnOf('a')]);
});

test('without anything new or used nothing is written', async () => {
  const folder = freshFolder();
  const memory = new RememberedAuthorities(folder);
  await memory.authoritiesOf(arns('a'));
  expect(memory.save()).toBeUndefined();
  expect(() => readFileSync(fileIn(folder))).toThrow('ENOENT');
});

test('--no-cache remembers nothing', async () => {
  await NOTHING_REMEMBERED.rememberAuthorities(new Map([[arnOf('a'), AUTHORITY_ARN]]));
  expect([...(await NOTHING_REMEMBERED.authoritiesOf(arns('a')))]).toEqual([]);
});
