const shared = {
  rootDir: import.meta.dirname,
  globalSetup: '<rootDir>/test/support/global-database.ts',
  globalTeardown: '<rootDir>/test/support/global-database-stop.ts',
  transform: {
    '\\.tsx?$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', tsx: true },
          target: 'es2023',
          transform: { react: { runtime: 'automatic' } },
        },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'require', 'default'] },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/sandbox/dist', '<rootDir>/data', '<rootDir>/.cache'],
  coveragePathIgnorePatterns: ['/node_modules/', '<rootDir>/sandbox/', '<rootDir>/test/', '<rootDir>/scripts/'],
};

export default {
  maxWorkers: 2,
  // The longest day takes a quarter of it.
  testTimeout: 180_000,
  coverageProvider: 'babel',
  collectCoverageFrom: ['src/**/*.ts'],
  coverageDirectory: 'coverage',
  projects: [
    {
      ...shared,
      displayName: 'node',
      cacheDirectory: '<rootDir>/.cache/jest-node',
      testMatch: ['<rootDir>/test/**/*.test.ts', '<rootDir>/sandbox/test/**/*.test.ts'],
      testPathIgnorePatterns: ['<rootDir>/test/browser/'],
    },
    {
      ...shared,
      displayName: 'browser',
      cacheDirectory: '<rootDir>/.cache/jest-browser',
      testMatch: ['<rootDir>/test/browser/**/*.test.ts'],
    },
  ],
};
