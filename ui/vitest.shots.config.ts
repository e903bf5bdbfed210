import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/shots/**/*.shots.ts'],
    environment: 'node',
    env: { TZ: 'UTC' },
    maxConcurrency: 2,
    testTimeout: 300_000,
    hookTimeout: 60_000,
  },
});
