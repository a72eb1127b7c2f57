import { defineConfig } from 'vitest/config';

// One run for the whole workspace; the reporter's closing lines are what CI shows.
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    environment: 'happy-dom',
    include: ['{liff,preview,simulator}/tests/**/*.test.{ts,tsx}'],
  },
});
