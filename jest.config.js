const transform = {
  '^.+\\.ts$': [
    '@swc/jest',
    { jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2022' }, module: { type: 'commonjs' } },
  ],
};
const project = (displayName, testMatch, more = {}) => ({
  displayName,
  testEnvironment: 'node',
  transform,
  extensionsToTreatAsEsm: [],
  testMatch: testMatch.map((pattern) => `<rootDir>/tests/${pattern}`),
  modulePathIgnorePatterns: ['<rootDir>/.aws-sam', '<rootDir>/.local'],
  ...more,
});

/** `unit` needs nothing but Node; `local` runs against the local cloud, the emulator and SAM. */
export default {
  projects: [
    project('unit', ['{domain,aws,functions,runtime,template,statemachines}/**/*.test.ts']),
    project('emulator', ['emulator/**/*.test.ts']),
    project('local', ['journeys/**/*.test.ts']),
  ],
  testTimeout: 120_000,
};
