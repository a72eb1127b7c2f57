import tailwindcss from '@tailwindcss/vite';
import { defineConfig, type Plugin } from 'vite';

/**
 * What the page forbids by itself; the front door's header says the same and more (whom it may talk with). Nothing
 * inline runs, and text never becomes markup.
 */
const POLICY = [
  "script-src 'self'",
  "style-src 'self'",
  "object-src 'none'",
  "worker-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** Puts the policy into the built page; the development server needs inline styles. */
const contentSecurityPolicy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY },
      injectTo: 'head-prepend',
    },
  ],
};

/** What the composer and the parts that it fetches later share: without a chunk of its own each part would bring the whole composer. */
const COMPOSER_FIELDS =
  /features\/composer\/(action_fields|media_field|lost_upload|limits|paths|use_keys|json_text|spec|field_words|form_words|end_of_draft|flex\/(blocks|colours|places|(from|to)_\w+))\.tsx?$/;

/** Small things that nearly every screen shows come with the first one, whose button they stand beside. */
const EVERYWHERE = /shared\/ui\/(button|choice|table|tabs)\.tsx$/;

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'react' } },
  server: { proxy: { '/api': process.env.STAFF_URL ?? 'http://localhost:8094' } },
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    manifest: true,
    rolldownOptions: {
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            { name: 'composer_fields', test: COMPOSER_FIELDS },
            { name: 'everywhere', test: EVERYWHERE },
          ],
        },
      },
      // Libraries mark what runs in a browser; here everything does.
      onLog: (level, log, handle) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log);
      },
    },
  },
  plugins: [tailwindcss(), contentSecurityPolicy],
});
