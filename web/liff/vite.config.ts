import { createHash } from 'node:crypto';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';

/** What the page may do, besides its own files. LIFF talks with LINE; in the simulator there is no LINE. */
const LINE = 'https://api.line.me https://access.line.me https://liffsdk.line-scdn.net';

function policy(style: string, connect: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    'img-src data:',
    `connect-src 'self'${connect}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}

/** Vite's helper preloads style sheets of lazy parts; there are none here, and it weighs more than a kilobyte. */
const plainImports: Plugin = {
  name: 'plain-imports',
  enforce: 'pre',
  load: (id) =>
    id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load();' : undefined,
};

/** Puts the style sheet and the policy into the page, and lets the browser fetch the LIFF part at once. */
function onePage(connect: string): Plugin {
  return {
    name: 'one-page',
    apply: 'build',
    enforce: 'post',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const sheet = Object.values(bundle).find(({ fileName }) => fileName.endsWith('.css'));
        if (sheet?.type !== 'asset') throw new Error('the style sheet is missing');
        const style = String(sheet.source).trim();
        delete bundle[sheet.fileName];
        const late = Object.values(bundle).filter((part) => part.fileName.includes('/liff-'));
        const children = html.replace(/\s*<link rel="stylesheet"[^>]*>/, '');
        return {
          html: children,
          tags: [
            {
              tag: 'meta',
              attrs: { 'http-equiv': 'Content-Security-Policy', content: policy(style, connect) },
              injectTo: 'head-prepend',
            },
            { tag: 'style', children: style, injectTo: 'head' },
            ...late.map(({ fileName }) => ({
              tag: 'link',
              attrs: { rel: 'modulepreload', href: `/form/${fileName}`, crossorigin: true },
              injectTo: 'head' as const,
            })),
          ],
        };
      },
    },
  };
}

export default defineConfig(({ mode }) => {
  const isSimulator = mode === 'simulator';
  return {
    root: import.meta.dirname,
    base: '/form/',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    resolve: { conditions: [...(isSimulator ? ['simulator'] : []), ...defaultClientConditions] },
    build: {
      target: 'es2022',
      outDir: isSimulator ? 'dist-simulator' : 'dist',
      emptyOutDir: true,
      modulePreload: false,
      assetsInlineLimit: 0,
    },
    plugins: [plainImports, onePage(isSimulator ? '' : ` ${LINE}`)],
  };
});
