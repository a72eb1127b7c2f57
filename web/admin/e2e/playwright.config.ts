import { defineConfig } from '@playwright/test';
import { launchOptions } from '../../browser.ts';

// The built console against a stand-in for its API, started by the tests.
export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], [`${import.meta.dirname}/../../liff/e2e/closing_line.ts`]],
  use: {
    viewport: { width: 1366, height: 768 },
    locale: 'ja-JP',
    timezoneId: 'Asia/Tokyo',
    // The browser's own words, as in date fields, are Japanese too.
    launchOptions: { ...launchOptions, env: { ...process.env, LANGUAGE: 'ja' } as Record<string, string> },
  },
});
