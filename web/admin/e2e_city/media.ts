/** Files for messages, as staff choose them: a picture with its refusals, and a rich message with its areas. */

import { crc32, deflateSync } from 'node:zlib';
import type { Locator, Page } from '@playwright/test';
import { write } from './steps.ts';
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

const take = (bubble: Locator, name: string, buffer: Buffer) =>
  bubble.getByLabel('ファイルを選ぶ').setInputFiles({ name, mimeType: 'image/png', buffer });

/** What is wrong is said, what is right is seen. */
export async function aPicture(page: Page): Promise<void> {
  await write(page, '写真のお知らせ', '写真をお送りします。');
  const bubble = await add(page, /^画像 ?(?!カルーセル)/, /2つ目：画像/);
  await take(bubble, '文書.png', Buffer.from('<html><script>alert(1)</script></html>'));
  await expect(bubble.getByText(/JPEGかPNGの画像ではありません/)).toBeVisible();
  await take(bubble, '大きい.png', Buffer.alloc(10_000_001));
  await expect(bubble.getByText('JPEGかPNGの画像は10MBまでです。')).toBeVisible();
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
