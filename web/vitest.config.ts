import { defineConfig } from 'vitest/config';

const pages = (importSource: string, folders: string) => ({
  oxc: { jsx: { runtime: 'automatic' as const, importSource } },
  test: {
    name: importSource,
    environment: 'happy-dom',
    include: [`${folders}/tests/**/*.test.{ts,tsx}`],
  },
});

// One run for the whole workspace; the reporter's closing lines are what CI shows.
export default defineConfig({
  test: { projects: [pages('preact', '{liff,preview,simulator}'), pages('react', '{admin,api}')] },
});
