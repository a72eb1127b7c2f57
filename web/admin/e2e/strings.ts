/** Strings that would be markup, script or a trick elsewhere, and how a test sees that they stayed text. */

import { expect, type Page } from '@playwright/test';

/** Each would set `__ran`, open a dialog or load something if it were more than text. */
export const STRINGS: readonly string[] = [
  '<script>window.__ran=1</script>',
  '</title></textarea></script><script>window.__ran=2</script>',
  '<img src=x onerror=window.__ran=3>',
  '<svg/onload=window.__ran=4><animate onbegin=window.__ran=4 attributeName=x>',
  '<iframe srcdoc="<script>parent.__ran=5</script>"></iframe>',
  '"autofocus onfocus="window.__ran=6" x="',
  "' onmouseover='window.__ran=7' style='position:fixed;inset:0",
  'javascript:window.__ran=8//',
  ' \tjAvAsCrIpT:alert(9)',
  'data:text/html,<script>alert(10)</script>',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it shall stay text
  '{{constructor.constructor("window.__ran=11")()}}${window.__ran=11}<%= 11 %>',
  '\u202e>tpircs/<21=nar__.wodniw>tpircs<\u202c',
  '\u0000<b onclick=window.__ran=13>\ufeff\u2028x</b>',
  '&lt;img src=x onerror=window.__ran=14&gt;&#x3c;script&#x3e;',
  '<a href="javascript:alert(15)" target=_blank>押してください</a>',
  '<style>*{background:url(https://evil.invalid/16)}</style><link rel=stylesheet href=//evil.invalid/16>',
  '<form action=https://evil.invalid/17><button formaction=javascript:alert(17)>',
  '__proto__","constructor":{"prototype":{"x":18}}//',
];

interface Watched extends Window {
  __ran?: unknown;
  __refused?: string[];
}

/** Watches a page before it loads anything; what comes back fills with dialogs it opened and foreign addresses it asked. */
export async function watched(page: Page): Promise<string[]> {
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!/^(http:\/\/(localhost|127\.0\.0\.1)|data:image|blob:)/.test(request.url()))
      asked.push(request.url());
  });
  await page.addInitScript(() => {
    const watched = window as Watched;
    watched.__refused = [];
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      watched.__refused?.push(`${violatedDirective} ${blockedURI}`),
    );
  });
  return asked;
}

/** Nothing of the strings ran, was refused by the policy, became an element or asked for anything. */
export async function unharmed(page: Page, asked: readonly string[], where: string): Promise<void> {
  await page.keyboard.press('Tab');
  await page.waitForTimeout(60);
  const seen = await page.evaluate(() => {
    const { __ran, __refused } = window as Watched;
    const made = document.querySelectorAll(
      'script:not([src]), iframe, [onerror], [onload], [onfocus], [onclick], [onmouseover], [onbegin], a[href^="javascript:" i], a[href^="data:" i]',
    );
    return { ran: __ran, refused: __refused, made: [...made].map((one) => one.outerHTML.slice(0, 80)) };
  });
  expect(seen, where).toEqual({ ran: undefined, refused: [], made: [] });
  expect(asked, where).toEqual([]);
}
