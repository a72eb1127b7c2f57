import { defineConfig } from '@playwright/test';
import standIn from '../e2e/playwright.config.ts';

// The built console on a running city; STAFF_URL and FIRST_CODE say which.
export default defineConfig(standIn, {
  testDir: '.',
  outputDir: '../test-results/city',
  timeout: 120_000,
  use: { ...standIn.use, actionTimeout: 20_000 },
  workers: 1,
  fullyParallel: false,
});
