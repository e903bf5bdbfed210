import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/shots/**/*.shots.ts'],
    environment: 'node',
    env: { TZ: 'UTC' },
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 60_000,
  },
});
