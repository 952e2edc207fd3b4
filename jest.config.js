// The SDK's warning about Node.js 20 would be repeated by every worker.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

const transform = {
  // The emulator's one dependency that comes as ES modules only is transformed as well.
  '^.+\\.ts$|/node_modules/devalue/.+\\.js$': [
    '@swc/jest',
    { jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2022' }, module: { type: 'commonjs' } },
  ],
};
const project = (displayName, testMatch, more = {}) => ({
  displayName,
  testEnvironment: 'node',
  transform,
  transformIgnorePatterns: ['/node_modules/(?!devalue/)'],
  extensionsToTreatAsEsm: [],
  testMatch: testMatch.map((pattern) => `<rootDir>/tests/${pattern}`),
  modulePathIgnorePatterns: ['<rootDir>/.aws-sam', '<rootDir>/.local'],
  ...more,
});

/**
 * `unit`, `emulator` and `cli` (the real command against the emulator) need nothing but Node; `clients` needs .venv as well: real
 * AWS clients, and botocore's service models, against the emulator, and what adapters send against these models; `local` runs on the local cloud,
 * which is started once and holds the deployed template.yaml; `local-cloud` tests that cloud itself: its setup, supervision
 * and the story's frame.
 */
export default {
  projects: [
    project('unit', [
      '{domain,pki,reissue,repair,sweep,alerting,webhooks,probe,aws,functions,runtime,template,statemachines,simulation}/**/*.test.ts',
      'cli/*.test.ts',
    ]),
    project('emulator', ['emulator/**/*.test.ts'], {
      testPathIgnorePatterns: ['<rootDir>/tests/emulator/(clients|model)/'],
    }),
    project('clients', ['emulator/{clients,model}/**/*.test.ts', 'botocore/*.test.ts']),
    project('cli', ['cli/terminal/**/*.test.ts']),
    project('local', ['journeys/**/*.test.ts'], {
      globalSetup: '<rootDir>/tests/journeys/setup/start-cloud.ts',
      globalTeardown: '<rootDir>/tests/journeys/setup/stop-cloud.ts',
    }),
    project('local-cloud', ['local-cloud/**/*.test.ts']),
  ],
  testTimeout: 120_000,
};
