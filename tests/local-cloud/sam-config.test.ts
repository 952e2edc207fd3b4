import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseOverrides, readDeploySettings } from '../../local/cloud/sam-config.ts';

test.each([
  ['nothing', undefined, {}],
  ['one', 'AcceptDrillEvents=true', { AcceptDrillEvents: 'true' }],
  ['several', 'A=1 B=two', { A: '1', B: 'two' }],
  ['with spaces', 'Prefix="a b" C=d', { Prefix: 'a b', C: 'd' }],
  ['empty', 'Empty= Other=x', { Empty: '', Other: 'x' }],
  ['a list', ['A=1', 'B="x y"'], { A: '1', B: 'x y' }],
])('parameter overrides: %s', (_, text, expected) => {
  expect(parseOverrides(text)).toEqual(expected);
});

describe('samconfig.toml', () => {
  const folder = mkdtempSync(join(tmpdir(), 'renewguard-samconfig-'));
  const file = join(folder, 'samconfig.toml');
  afterAll(() => rmSync(folder, { recursive: true }));

  test('the stack may be named for one command or for all', () => {
    writeFileSync(file, '[local.global.parameters]\nstack_name = "all"\n[local.deploy.parameters]\n');
    expect(readDeploySettings('local', file)).toEqual({ stackName: 'all', parameters: {} });
    writeFileSync(file, '[local.deploy.parameters]\nstack_name = "one"\nparameter_overrides = "A=b"\n');
    expect(readDeploySettings('local', file)).toEqual({ stackName: 'one', parameters: { A: 'b' } });
  });

  test('a stack without a name is an error that says what is missing', () => {
    writeFileSync(file, '[local.deploy.parameters]\n');
    expect(() => readDeploySettings('local', file)).toThrow(/names no stack for local: stack_name/);
  });

  test("the project's own is read", () => {
    expect(readDeploySettings('local').parameters).toMatchObject({ AcceptDrillEvents: 'true' });
  });
});
