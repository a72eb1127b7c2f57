/** Which addresses the preview may put into `src`, and which an action may carry out of it. */

const MEDIA_DATA = /^data:(image\/(png|jpeg|gif|webp|svg\+xml)|video\/mp4|audio\/(mpeg|mp4|x-m4a))[;,]/i;

/** The local city's name. Names under `.invalid` lead nowhere (RFC 2606), so nothing real is ever taken for it. */
const LOCAL_CITY = /^https:\/\/[a-z]+\.kairan\.invalid(\/media\/.*)$/;

/**
 * The address as it may stand in an image, video or audio `src`: https, same origin, or a `data:` URL of a
 * media type. Anything else (`javascript:`, `http:` elsewhere, `blob:`, broken) gives null. What the local city
 * published comes from this page's own front.
 */
export function mediaUrl(raw: string | undefined): string | null {
  const url = parse(raw?.replace(LOCAL_CITY, '$1'));
  if (url === null) return null;
  if (url.protocol === 'data:') return MEDIA_DATA.test(url.href) ? url.href : null;
  return url.protocol === 'https:' || isSameOrigin(url) ? url.href : null;
}

/** The address of a uri action if its scheme is one that LINE accepts (http, https, line, tel), else null. */
export function actionUri(raw: string | undefined): string | null {
  if (raw === undefined) return null;
  try {
    const url = new URL(raw);
    return ['http:', 'https:', 'line:', 'tel:'].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

function parse(raw: string | undefined): URL | null {
  if (raw === undefined || raw === '') return null;
  try {
    return new URL(raw, document.baseURI);
  } catch {
    return null;
  }
}

function isSameOrigin(url: URL): boolean {
  const here = new URL(document.baseURI);
  return (url.protocol === 'http:' || url.protocol === 'https:') && url.origin === here.origin;
}
