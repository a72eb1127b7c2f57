/**
 * The browser of every test: Debian's Chromium, nothing is downloaded. Its headless shell draws the same pages with half
 * the work and is taken where it is installed.
 */

import { existsSync } from 'node:fs';

const SHELL = '/usr/bin/chromium-headless-shell';

export const launchOptions = {
  executablePath: existsSync(SHELL) ? SHELL : '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};
