import { defineConfig } from 'vitest/config';

/** Tests of code without state, clock or network of its own: their files share a worker, which saves half of their time. */
const SHARED = ['test/{chat,commands,contracts,desk,domain,risk}/**/*.test.ts', 'test/cli/calc/**/*.test.ts'];

export default defineConfig({
  test: {
    pool: 'forks',
    // The default keeps one core free, which on two cores is half of them.
    maxWorkers: '100%',
    testTimeout: 60_000,
    reporters: ['default', './test/support/summary-reporter.ts'],
    projects: [
      { extends: true, test: { name: 'shared', include: SHARED, isolate: false } },
      { extends: true, test: { name: 'apart', include: ['test/**/*.test.ts'], exclude: SHARED } },
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**', 'commands/**', 'config/**'],
    },
  },
});
