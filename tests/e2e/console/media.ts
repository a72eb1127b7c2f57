/** Files for messages, as staff choose them, and what of them comes to a phone. */

import { crc32, deflateSync } from 'node:zlib';
import type { Locator, Page } from '../../../web/playwright.ts';
import { ask, file, lastOn } from './city.ts';
import { atOnce, choose, confirm, write } from './steps.ts';
import { expect, picture } from './support.ts';

/** A picture as staff would choose it: two colours, in PNG. */
function png(width: number, height: number): Buffer {
  const chunk = (kind: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(kind), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      rows.set(x < width / 2 ? [0, 90, 170] : [250, 190, 60], y * (width * 3 + 1) + 1 + x * 3);
    }
  }
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...parts]);
}

async function add(page: Page, kind: RegExp, name: RegExp): Promise<Locator> {
  await page.getByRole('button', { name: '吹き出しを足す' }).click();
  await page.getByRole('dialog').getByRole('button', { name: kind }).click();
  return page.getByRole('region', { name });
}

/** A film or a sound of 2.5 s as far as its container goes: one track, some data, the index behind it. */
function mp4(handler: 'vide' | 'soun'): Buffer {
  const box = (kind: string, ...content: Buffer[]) => {
    const body = Buffer.concat([Buffer.from(kind), ...content]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length + 4);
    return Buffer.concat([length, body]);
  };
  const times = Buffer.alloc(100);
  times.writeUInt32BE(1000, 12);
  times.writeUInt32BE(2500, 16);
  const told = Buffer.concat([Buffer.alloc(8), Buffer.from(handler), Buffer.alloc(13)]);
  const track = box('trak', box('mdia', box('hdlr', told)));
  const brand = Buffer.from('isom\0\0\0\0isom');
  return Buffer.concat([
    box('ftyp', brand),
    box('mdat', Buffer.alloc(5000, 7)),
    box('moov', box('mvhd', times), track),
  ]);
}

const take = (bubble: Locator, name: string, buffer: Buffer, mimeType = 'image/png') =>
  bubble.getByLabel('ファイルを選ぶ').setInputFiles({ name, mimeType, buffer });

/** What is wrong is said, what is right is seen. */
export async function aPicture(page: Page): Promise<void> {
  await write(page, '写真のお知らせ', '写真をお送りします。');
  const bubble = await add(page, /^画像 ?(?!カルーセル)/, /2つ目：画像/);
  await take(bubble, '文書.png', Buffer.from('<html><script>alert(1)</script></html>'));
  await expect(bubble.getByText(/JPEGかPNGの画像ではありません/)).toBeVisible();
  await take(bubble, '大きい.png', Buffer.alloc(10_000_001));
  await expect(bubble.getByText(/ファイルが大きすぎます（10\.0MB）。10MBまでに/)).toBeVisible();
  await take(bubble, '写真.png', png(1200, 800));
  await expect(bubble.getByText('入りました。')).toBeVisible();
  const shown = page.getByRole('complementary', { name: '届いたときの見え方' }).locator('img').first();
  await shown.scrollIntoViewIfNeeded();
  const width = (image: HTMLImageElement) => image.decode().then(() => image.naturalWidth);
  expect(await shown.evaluate(width)).toBe(1024);
}

/** Areas by keyboard, by numbers and by mouse. */
export async function aRichMessage(page: Page): Promise<void> {
  const bubble = await add(page, /^リッチメッセージ/, /3つ目：リッチメッセージ/);
  await take(bubble, '案内.png', png(1300, 650));
  await expect(bubble.getByText('入りました。')).toBeVisible();
  await bubble.getByRole('button', { name: /^場所1：/ }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+ArrowLeft');
  const first = bubble.getByRole('button', { name: '場所1：左から0、上から0、幅1030、高さ520' });
  await expect(first).toBeFocused();
  await bubble.getByText('数字で決める', { exact: true }).first().click();
  await bubble.getByLabel(/^左端/).fill('540');
  await bubble.getByLabel(/^幅/).fill('500');
  const board = bubble.locator('svg.area-board');
  await board.scrollIntoViewIfNeeded();
  const box = await board.boundingBox();
  if (box === null) throw new Error('the board is not there');
  await page.mouse.move(box.x + box.width * 0.1, box.y + box.height * 0.2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.8, { steps: 5 });
  await page.mouse.up();
  const second = /^場所2：左から10\d、上から10\d、幅31\d、高さ31\d$/;
  await expect(bubble.getByRole('button', { name: second })).toBeVisible();
  await board.scrollIntoViewIfNeeded();
  await picture(page, 'areas');
}

/** A film with the picture before it plays, and a sound that brings its length along. */
export async function aFilmAndASound(page: Page): Promise<void> {
  const film = await add(page, /^動画/, /4つ目：動画/);
  await take(film.getByRole('group', { name: /^動画/ }), '工事.mp4', mp4('vide'), 'video/mp4');
  await take(film.getByRole('group', { name: /^再生前に見える画像/ }), '工事.png', png(640, 360));
  await expect(film.getByText('入りました。')).toHaveCount(2);
  const sound = await add(page, /^音声/, /5つ目：音声/);
  await take(sound, '案内.m4a', mp4('soun'), 'audio/mp4');
  await expect(sound.getByText('入りました。')).toBeVisible();
  await expect(sound.getByLabel(/^長さ/)).toHaveValue('2500');
}

/** All five bubbles go out, and the phone has what was written, with every file behind it. */
export async function sentAsWritten(page: Page): Promise<void> {
  const rich = page.getByRole('region', { name: /3つ目：リッチメッセージ/ });
  await rich.getByLabel(/^代替テキスト/).fill('工事の場所の地図');
  for (const [at, words] of ['場所を教えて', '時間を教えて'].entries()) {
    await rich.getByLabel('押したとき').nth(at).selectOption('message');
    await rich.getByLabel('送ってもらう文').nth(at).fill(words);
  }
  await choose(page, '川崎区');
  await atOnce(page);
  await confirm(page);
  const id = new URL(page.url()).pathname.split('/')[2];
  await page.getByRole('button', { name: '1人に配信する' }).click();
  await expect(page.getByText('1／1人に配信済み')).toBeVisible({ timeout: 60_000 });
  const draft = await ask<{ messages: string[] }>(page, 'GET', `drafts/${id}`);
  const came = await lastOn('川崎 花子');
  expect(came).toEqual(draft.body.messages.map((text) => JSON.parse(text)));
  expect(came.map(({ type }) => type)).toEqual(['text', 'image', 'imagemap', 'video', 'audio']);

  const [, image, map, film, sound] = came;
  expect((await file(film?.originalContentUrl)).bytes.equals(mp4('vide'))).toBe(true);
  expect((await file(sound?.originalContentUrl)).bytes.equals(mp4('soun'))).toBe(true);
  const pictures = [image?.originalContentUrl, image?.previewImageUrl, film?.previewImageUrl];
  const sizes = [240, 300, 460, 700, 1040].map((width) => `${map?.baseUrl}/${width}`);
  for (const address of [...pictures, ...sizes]) expect((await file(address)).kind).toMatch(/^image\//);
}
