import { defineConfig } from '@playwright/test';
import { launchOptions } from '../../browser.ts';

// The form against a server of its own, started by the tests; the simulator's adapter.
export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  workers: 1,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['./closing_line.ts']],
  use: {
    viewport: { width: 390, height: 844 },
    locale: 'ja-JP',
    timezoneId: 'Asia/Tokyo',
    launchOptions,
  },
});
