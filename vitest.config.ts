import { defineConfig } from 'vitest/config';

/** Real processes on a busy machine: a test may have a second try, and the gate names those that took it. */
const shared = {
  globalSetup: ['test/provide-k6.ts'],
  testTimeout: 30_000,
  hookTimeout: 60_000,
  retry: 1,
};

/** Tests of the whole: one file at a time. */
const whole = { ...shared, fileParallelism: false, testTimeout: 120_000 };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/e2e-k8s/**'],
        },
      },
      {
        // Real load on a small machine.
        test: { ...whole, name: 'e2e', include: ['test/e2e/**/*.test.ts'] },
      },
      {
        // On a real Kubernetes, which test/cluster makes on this machine.
        test: {
          ...whole,
          name: 'k8s',
          include: ['test/e2e-k8s/**/*.test.ts'],
          globalSetup: [...shared.globalSetup, 'test/e2e-k8s/global-setup.ts'],
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
