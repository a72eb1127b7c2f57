/** Playwright for the walks in `tests/e2e`, which have no packages of their own. */
export * from '@playwright/test';
