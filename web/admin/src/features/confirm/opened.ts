/**
 * What a picture of a message cannot show: where each tap leads, what it sends, and the line of the notification. Read from
 * whatever stands in the JSON; what LINE would refuse is listed as it stands.
 */

import { notificationOf } from '../composer/notification.ts';
import { isJson, type Json, parsed } from '../composer/paths.ts';
import { heldPlace, mapAddress, placeText } from '../composer/place.ts';

export interface Happening {
  readonly what: string;
  /** As it is sent: an address is not shortened and not made pretty. */
  readonly exactly: string;
  /** Where an address leads, whatever stands around it. */
  readonly host?: string;
  /** The page on which it can be looked at. */
  readonly look?: string;
}

export interface Tap {
  /** What is tapped, as the reader of the list finds it in the preview. */
  readonly on: string;
  readonly happens: readonly Happening[];
}

export interface Bubble {
  readonly name: string;
  readonly notification: string;
  readonly taps: readonly Tap[];
}

const words = (json: Json, key: string): string => {
  const value = json[key];
  return typeof value === 'string' ? value : '';
};

const KINDS: Readonly<Record<string, string>> = {
  text: 'テキスト',
  textV2: 'テキスト',
  image: '画像',
  video: '動画',
  audio: '音声',
  location: '位置情報',
  sticker: 'スタンプ',
  imagemap: 'リッチメッセージ',
  buttons: 'ボタン',
  confirm: 'はい・いいえ',
  carousel: '横に並ぶ案内（カルーセル）',
  image_carousel: '画像カルーセル',
  flex: 'カード',
};

/** What a media message opens or plays, which need not be what its preview picture shows. */
const PLAYED: Readonly<Record<string, string>> = {
  image: '押すと開く画像',
  video: '再生される動画',
  audio: '再生される音声',
};
/** By the name of the field that holds it; an address has words of its own. */
const SAID: readonly (readonly [string, string])[] = [
  ['text', '送られる文'],
  ['displayText', '送られる文'],
  ['fillInText', '入力欄に入る文'],
  ['clipboardText', 'コピーされる文字'],
  ['data', '記録する印（市民には見えません）'],
];
const PLAIN: Readonly<Record<string, string>> = {
  camera: 'カメラが開きます',
  cameraRoll: '写真を選ぶ画面が開きます',
  location: '位置情報を選ぶ画面が開きます',
  datetimepicker: '日時を選ぶ画面が開きます',
  richmenuswitch: 'リッチメニューが切り替わります',
};
/** Our own mark, which means nothing to whoever reads it. */
const RECORDED = 'kairan:clicked';
/** Deeper than any message that passes the limits. */
const DEEPEST = 100;
/** As LINE makes links of a text. */
const ADDRESS = /https?:\/\/[^\s\u3000-\u303f\uff00-\uff0f「」『』（）"<>]+/g;

export const openedBy = (messages: readonly string[]): readonly Bubble[] =>
  messages.map((text, index) => bubbleOf(text, index === messages.length - 1));

function bubbleOf(text: string, isLast: boolean): Bubble {
  const message = parsed(text);
  const line = notificationOf([text]);
  // A text is its own notification, and stands in the preview already.
  const notification =
    isJson(message) && message.type === 'text' && line !== '' ? '（本文と同じです）' : line;
  if (!isJson(message)) return { name: 'JSON', notification, taps: [] };
  const kind = message.type === 'template' && isJson(message.template) ? message.template.type : message.type;
  const name = KINDS[String(kind)] ?? String(kind ?? 'JSON');
  const taps = [...linksIn(message), ...played(message), ...mapped(message), ...found(message, isLast)];
  return { name, notification, taps };
}

function linksIn(message: Json): readonly Tap[] {
  if (message.type !== 'text' && message.type !== 'textV2') return [];
  const links = new Set([...words(message, 'text').matchAll(ADDRESS)].map(([link]) => link));
  return [...links].map((link) => ({ on: '文の中のリンク', happens: [opens(link)] }));
}

function played(message: Json): readonly Tap[] {
  const type = words(message, 'type');
  const what = Object.hasOwn(PLAYED, type) ? PLAYED[type] : undefined;
  const exactly = words(message, 'originalContentUrl');
  if (what === undefined || exactly === '') return [];
  return [{ on: KINDS[type] ?? type, happens: [leading(what, exactly)] }];
}

/** The tap on a location opens the map there, whatever its name and address say. */
function mapped(message: Json): readonly Tap[] {
  const place = message.type === 'location' ? heldPlace(message) : undefined;
  if (place === undefined) return [];
  return [
    {
      on: '位置情報',
      happens: [{ what: '押すと開く地図', exactly: placeText(place), look: mapAddress(place) }],
    },
  ];
}

/** Every action below, in the order in which it stands there; the quick replies at the end, as on the phone. */
function found(message: Json, isLast: boolean): readonly Tap[] {
  const taps: Tap[] = [];
  const { quickReply, ...rest } = message;
  walk(rest, '', 0, taps);
  const replies: Tap[] = [];
  walk({ quickReply }, '', 0, replies);
  const place = isLast ? 'クイックリプライ' : 'クイックリプライ（最後の吹き出しではないので出ません）';
  return [...taps, ...replies.map(({ on, happens }) => ({ on: `${place}「${on}」`, happens }))];
}

function walk(value: unknown, place: string, depth: number, taps: Tap[]): void {
  if (depth > DEEPEST) return;
  if (Array.isArray(value)) {
    for (const one of value) walk(one, place, depth + 1, taps);
    return;
  }
  if (!isJson(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    if ((key === 'action' || key === 'defaultAction' || key === 'externalLink') && isJson(inner))
      taps.push(tapOf(inner, place + nameOf(value, key)));
    else if (key === 'actions' && Array.isArray(inner))
      for (const [index, one] of inner.filter(isJson).entries())
        taps.push(tapOf(one, place + ('area' in one ? `画像の上の場所${index + 1}` : `ボタン${index + 1}`)));
    else if ((key === 'columns' || isCards(value, key)) && Array.isArray(inner))
      for (const [index, one] of inner.entries()) walk(one, `${index + 1}枚目の`, depth + 1, taps);
    else walk(inner, place, depth + 1, taps);
  }
}

const isCards = (value: Json, key: string): boolean => key === 'contents' && value.type === 'carousel';

/** What carries the action, for one that has no label. */
function nameOf(owner: Json, key: string): string {
  if (key === 'externalLink') return '動画のあとのリンク';
  const text = words(owner, 'text');
  if (owner.type === 'text' && text !== '') return text;
  if (key === 'defaultAction' || owner.type === 'image' || 'imageUrl' in owner) return '画像';
  return owner.type === 'button' ? 'ボタン' : '枠';
}

function tapOf(action: Json, place: string): Tap {
  const label = words(action, 'label');
  return { on: label === '' ? place : label, happens: happeningsOf(action) };
}

function happeningsOf(action: Json): readonly Happening[] {
  const desktop = isJson(action.altUri) ? words(action.altUri, 'desktop') : '';
  const addresses = [words(action, 'uri'), words(action, 'linkUri')].filter((uri) => uri !== '').map(opens);
  const isRecorded = words(action, 'data').startsWith(RECORDED);
  const said = SAID.map(([key, what]) => ({
    what,
    exactly: key === 'data' && isRecorded ? '' : words(action, key),
  }));
  const recorded = isRecorded
    ? [{ what: 'だれが押したかを記録します（市民には見えません）', exactly: '' }]
    : [];
  const told = [...addresses, leading('パソコンで開くページ', desktop), ...said];
  const happens = [...told.filter(({ exactly }) => exactly !== ''), ...recorded];
  const type = words(action, 'type');
  const plain = Object.hasOwn(PLAIN, type) ? PLAIN[type] : undefined;
  if (plain !== undefined) return [{ what: plain, exactly: '' }, ...happens];
  return happens.length > 0
    ? happens
    : [{ what: `動きの中身がありません（${type || '種類なし'}）`, exactly: '' }];
}

function opens(uri: string): Happening {
  if (/^tel:/i.test(uri)) return { what: '電話をかける番号', exactly: uri.slice('tel:'.length) };
  return leading('開くページ', uri);
}

/** With the host as the browser has it: neither a name before 「@」 nor letters that look alike hide it. */
function leading(what: string, exactly: string): Happening {
  if (!/^https?:/i.test(exactly) || !URL.canParse(exactly)) return { what, exactly };
  return { what, exactly, host: new URL(exactly).host };
}
