import form from '../../../web/liff/e2e/playwright.config.ts';
import { defineConfig } from '../../../web/playwright.ts';

// The same browser against a local city that is running: PHONES_URL says where its phones are.
export default defineConfig({
  ...form,
  testDir: '.',
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['../../../web/liff/e2e/closing_line.ts']],
  use: { ...form.use, viewport: { width: 1366, height: 900 } },
});
