import { readdirSync } from 'node:fs';
import { definitionFiles, definitionText } from './definitions.ts';
import { functions, machines, resourcesOf } from './template.ts';

const folders = readdirSync('functions').toSorted();
const pascal = (folder: string): string =>
  folder.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

test('each folder under functions/ is a function of the template, named after it, and the other way round', () => {
  const declared = functions.map(([id, { CodeUri }]) => [CodeUri, id]).toSorted();
  expect(declared).toEqual(folders.map((folder) => [`functions/${folder}`, pascal(folder)]));
});

test('each folder has its handler, and beside it the function’s own file', () => {
  for (const folder of folders)
    expect(readdirSync(`functions/${folder}`).toSorted()).toEqual(['handler.ts', `${folder}.ts`].toSorted());
});

test('each function is called by a machine, started by a rule, or invoked by another service of AWS', () => {
  const called = machines.flatMap(([, { DefinitionSubstitutions }]) => Object.keys(DefinitionSubstitutions ?? {}));
  const invoked = resourcesOf('AWS::Lambda::Permission').map(([, { FunctionName }]) => FunctionName?.Ref);
  const idle = functions.filter(
    ([id, { Events }]) => !called.includes(`${id}FunctionArn`) && Events === undefined && !invoked.includes(id),
  );
  expect(idle).toEqual([]);
});

test('each machine is one ASL file, and the other way round', () => {
  expect(machines.map(([, { DefinitionUri = '' }]) => DefinitionUri).toSorted()).toEqual(definitionFiles.toSorted());
});

describe.each(machines)('%s', (_, { DefinitionUri = '', DefinitionSubstitutions = {}, Policies = [] }) => {
  test('is given just the substitutions its definition uses', () => {
    const used = [...definitionText(DefinitionUri).matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
    expect(Object.keys(DefinitionSubstitutions).toSorted()).toEqual([...new Set(used)].toSorted());
  });

  test('is given the functions by their names', () => {
    for (const [name, value] of Object.entries(DefinitionSubstitutions))
      if (name.endsWith('FunctionArn'))
        expect(value).toEqual({ 'Fn::GetAtt': `${name.replace(/FunctionArn$/, '')}.Arn` });
  });

  test('may call the functions that its definition calls, and no others', () => {
    const may = Policies.flatMap(({ LambdaInvokePolicy }) => LambdaInvokePolicy?.FunctionName.Ref ?? []);
    const calls = Object.keys(DefinitionSubstitutions).flatMap((name) => /^(\w+)FunctionArn$/.exec(name)?.[1] ?? []);
    expect(may.toSorted()).toEqual(calls.toSorted());
  });
});
