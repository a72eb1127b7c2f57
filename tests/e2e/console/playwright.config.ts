import standIn from '../../../web/admin/e2e/playwright.config.ts';
import { defineConfig } from '../../../web/playwright.ts';

// The built console on a running city; STAFF_URL and FIRST_CODE say which.
export default defineConfig(standIn, {
  testDir: '.',
  outputDir: '../test-results/city',
  // Beside other work a city answers three times as slowly as on a quiet machine.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  use: { ...standIn.use, actionTimeout: 40_000 },
  workers: 1,
  fullyParallel: false,
});
