import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // The default keeps one core free, which on two cores is half of them.
    maxWorkers: '100%',
    testTimeout: 60_000,
    reporters: ['default', './test/support/summary-reporter.ts'],
    coverage: {
      provider: 'v8',
      include: ['src/**', 'commands/**', 'config/**'],
    },
  },
});
