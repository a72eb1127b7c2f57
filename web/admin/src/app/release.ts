/** A newer release has replaced the parts that this page would load next. */

let isOutdated = false;

export const needsReload = (): boolean => isOutdated;

export function watchReleases(): void {
  addEventListener('vite:preloadError', () => {
    isOutdated = true;
  });
}
