/** image, video, audio, location and sticker messages, and the one place that puts an address into `src`. */

import { readAction, tappable } from './action.ts';
import { el, notice } from './dom.ts';
import { type Json, number, object, text } from './json.ts';
import type { RenderOptions } from './options.ts';
import { mediaUrl } from './url.ts';

/** An image element, or a notice where the address is not allowed; a picture that fails to load becomes a notice. */
export function picture(raw: string | undefined, alt: string, className: string): HTMLElement {
  const url = mediaUrl(raw);
  if (url === null) return withClass(notice('画像のURLが使えません'), className);
  const image = el('img', className);
  image.src = url;
  image.alt = alt;
  image.loading = 'lazy';
  image.draggable = false;
  image.addEventListener('error', () => {
    image.replaceWith(
      withClass(notice(alt ? `画像を表示できません：${alt}` : '画像を表示できません'), className),
    );
  });
  return image;
}

function withClass(element: HTMLElement, className: string): HTMLElement {
  element.className += ` ${className}`;
  return element;
}

/** An image message shows its preview picture. */
export function renderImage(message: Json, options: RenderOptions): HTMLElement {
  const original = text(message, 'originalContentUrl');
  const frame = el(
    'div',
    'kp-media',
    picture(text(message, 'previewImageUrl') ?? original, '画像', 'kp-picture'),
  );
  const action = readAction({
    type: 'uri',
    label: '画像を開く',
    uri: mediaUrl(original)?.startsWith('https:') ? original : undefined,
  });
  return action?.type === 'uri' ? tappable(frame, action, options.onAction, '画像を開く') : frame;
}

/** A video element that fetches nothing before it is played, or null where its address is not allowed. */
export function film(
  raw: string | undefined,
  poster: string | undefined,
  className: string,
): HTMLVideoElement | null {
  const url = mediaUrl(raw);
  if (url === null) return null;
  const video = el('video', className);
  video.controls = true;
  video.preload = 'none';
  video.src = url;
  video.setAttribute('aria-label', '動画');
  const still = mediaUrl(poster);
  if (still !== null) video.setAttribute('poster', still);
  return video;
}

/** A video message. */
export function renderVideo(message: Json): HTMLElement {
  const video = film(text(message, 'originalContentUrl'), text(message, 'previewImageUrl'), 'kp-picture');
  return video === null ? notice('動画のURLが使えません') : el('div', 'kp-media kp-video', video);
}

/** An audio message; `duration` is in milliseconds. */
export function renderAudio(message: Json): HTMLElement {
  const url = mediaUrl(text(message, 'originalContentUrl'));
  if (url === null) return notice('音声のURLが使えません');
  const audio = el('audio', 'kp-audio-control');
  audio.controls = true;
  audio.preload = 'none';
  audio.src = url;
  audio.setAttribute('aria-label', '音声');
  const seconds = Math.round((number(message, 'duration') ?? 0) / 1000);
  const length = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return el('div', 'kp-bubble kp-audio', el('span', 'kp-audio-length', `音声 ${length}`), audio);
}

/** A location: title, address and coordinates; no map is fetched. */
export function renderLocation(message: Json): HTMLElement {
  const [latitude, longitude] = [number(message, 'latitude'), number(message, 'longitude')];
  const place =
    latitude === undefined || longitude === undefined
      ? ''
      : `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  const map = el('div', 'kp-map', el('span', 'kp-map-pin'));
  map.setAttribute('aria-hidden', 'true');
  return el(
    'div',
    'kp-card kp-location',
    map,
    el(
      'div',
      'kp-location-text',
      el('div', 'kp-strong', text(message, 'title') ?? '位置情報'),
      el('div', '', text(message, 'address') ?? ''),
      el('div', 'kp-faint', place),
    ),
  );
}

/** A sticker; without `stickerUrl` a placeholder names the ids. */
export function renderSticker(message: Json, options: RenderOptions): HTMLElement {
  const [pack, sticker] = [text(message, 'packageId') ?? '?', text(message, 'stickerId') ?? '?'];
  const url = options.stickerUrl?.(pack, sticker);
  if (url !== undefined) return el('div', 'kp-sticker', picture(url, 'スタンプ', 'kp-sticker-picture'));
  return el(
    'div',
    'kp-sticker kp-sticker-placeholder',
    el('span', 'kp-strong', 'スタンプ'),
    el('span', 'kp-faint', `${pack} / ${sticker}`),
  );
}

/** The icon and name shown above a message: its own `sender`, else the account's. */
export function renderSender(message: Json, options: RenderOptions): HTMLElement | null {
  const sender = object(message, 'sender');
  const name = (sender && text(sender, 'name')) ?? options.account?.name;
  const icon = (sender && text(sender, 'iconUrl')) ?? options.account?.iconUrl;
  if (name === undefined && icon === undefined) return null;
  const avatar =
    icon === undefined ? el('span', 'kp-avatar', [...(name ?? '')][0] ?? '') : picture(icon, '', 'kp-avatar');
  avatar.setAttribute('aria-hidden', 'true');
  return el('div', 'kp-sender', avatar, el('span', 'kp-sender-name', name ?? ''));
}
