import tseslint from 'typescript-eslint';

const sdk = { group: ['@aws-sdk/*', '@smithy/*'], message: 'Only core/aws talks to the AWS SDK.' };
const handlers = { group: ['**/functions/*/handler*'], message: 'Nobody imports a handler.' };
const emulator = {
  group: ['**/pki-emulator/**', '@renewguard/pki-emulator'],
  message: 'The product never imports the emulator.',
};
// `domain/reissue` is the domain's.
const outward = (...folders) => ({
  regex: `(^|/)(?<!domain/)(${folders.join('|')})(/|$)`,
  message: 'Data flows one way: handler → domain; adapters implement ports.',
});
const fence = (files, ...patterns) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns }] },
});
const clock = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Time comes from core/runtime/clock.ts.',
  },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Time comes from core/runtime/clock.ts.',
  },
];
const environment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'The environment is read once, in core/runtime.',
};
const randomness = {
  selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
  message: 'Randomness is passed in.',
};

export default tseslint.config(
  { ignores: ['node_modules/', '.aws-sam/', '.local/', '.venv/', 'coverage/', '**/.aws-sam/'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 12],
    },
  },
  { files: ['tests/**/*.ts'], rules: { 'max-lines-per-function': 'off' } },
  // The structure: who may import whom.
  fence(
    ['core/domain/**/*.ts'],
    sdk,
    handlers,
    emulator,
    outward('aws', 'runtime', 'functions', 'local', 'cli'), // core/pki and core/reissue: tests/template/fences.test.ts
    {
      group: ['node:*', '@aws-lambda-powertools/*'],
      message: 'The domain is pure.',
    },
  ),
  fence(['core/runtime/**/*.ts'], sdk, handlers, emulator, outward('aws', 'functions', 'local', 'cli')),
  fence(
    ['core/pki/**/*.ts'],
    sdk,
    handlers,
    emulator,
    outward('aws', 'reissue', 'runtime', 'functions', 'local', 'cli'),
  ),
  fence(['core/probe/**/*.ts'], sdk, handlers, emulator, outward('aws', 'pki', 'runtime', 'functions', 'local', 'cli')),
  fence(['core/conclusions/**/*.ts'], sdk, handlers, emulator, outward('aws', 'runtime', 'functions', 'local', 'cli')),
  fence(['core/sweep/**/*.ts'], sdk, handlers, emulator, outward('aws', 'runtime', 'functions', 'local', 'cli')),
  fence(['core/reissue/**/*.ts'], sdk, handlers, emulator, outward('aws', 'runtime', 'functions', 'local', 'cli')),
  fence(['core/aws/**/*.ts'], handlers, emulator, outward('functions', 'local', 'cli')),
  fence(['functions/**/*.ts'], sdk, handlers, emulator, outward('local', 'cli')),
  fence(['cli/**/*.ts'], sdk, handlers, emulator, outward('functions', 'local')),
  fence(['local/pki-emulator/**/*.ts'], handlers, {
    group: ['**/core/**', '**/functions/**', '**/cli/**'],
    message: 'The emulator imports nothing from the product.',
  }),
  {
    files: ['core/domain/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...clock, environment, randomness] },
  },
  {
    files: ['core/{aws,conclusions,pki,probe,reissue,sweep}/**/*.ts', 'functions/**/*.ts', 'cli/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...clock, environment] },
  },
);
