import { describe, expect, test } from 'vitest';
import {
  altTextFrom,
  type Block,
  type BlockAction,
  CARD_SIZES,
  type Card,
  type CardSize,
  freshBlock,
  freshCard,
  titleOf,
} from '../src/features/composer/flex/blocks.ts';
import { HEADER_COLOURS, type HeaderColour, NOTE_TONES } from '../src/features/composer/flex/colours.ts';
import { added, coloured, moved } from '../src/features/composer/flex/edits.ts';
import { cardsOf, isSame } from '../src/features/composer/flex/from_json.ts';
import { blocksOf } from '../src/features/composer/flex/from_text.ts';
import {
  blockPath,
  briefly,
  cardPath,
  fieldsOf,
  inBlockWords,
} from '../src/features/composer/flex/places.ts';
import { contentsOf } from '../src/features/composer/flex/to_json.ts';
import { valueAt } from '../src/features/composer/paths.ts';

/** Numbers that look random and are the same in every run (mulberry32). */
function dice(seed: number) {
  let state = seed;
  const roll = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(roll() * limit);
  const of = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  return {
    below,
    of,
    some: <T>(most: number, make: () => T): T[] => Array.from({ length: below(most) + 1 }, make),
  };
}
type Dice = ReturnType<typeof dice>;

const TEXTS = [
  '',
  '子育てサロン',
  '12月5日（土）\n10時',
  '"引用"\\',
  '<script>1</script>',
  '👨‍👩‍👧',
  '__proto__',
  ' ',
];

function anAction({ of }: Dice): BlockAction {
  return of<BlockAction>([
    { type: 'uri', label: of(TEXTS), uri: 'https://example.com/' },
    { type: 'uri', label: of(TEXTS), uri: 'tel:044-200-1111' },
    { type: 'message', label: of(TEXTS), text: of(TEXTS) },
    { type: 'postback', label: of(TEXTS), data: of(TEXTS), displayText: of(TEXTS) },
    { type: 'postback', label: of(TEXTS), data: 'tap' },
  ]);
}

function aBlock(given: Dice): Block {
  const { of, some, below } = given;
  return of<() => Block>([
    () => ({ kind: 'title', text: of(TEXTS) }),
    () => ({ kind: 'text', text: of(TEXTS) }),
    () => ({
      kind: 'picture',
      url: of(TEXTS),
      ratio: of(['20:13', '1:1', '640:480']),
      action: below(2) === 0 ? null : anAction(given),
    }),
    () => ({ kind: 'table', rows: some(4, () => ({ name: of(TEXTS), content: of(TEXTS) })) }),
    () => ({ kind: 'line' }),
    () => ({ kind: 'note', text: of(TEXTS), tone: of(['grey', 'red'] as const) }),
    () => ({ kind: 'button', look: of(['primary', 'secondary', 'link'] as const), action: anAction(given) }),
  ])();
}

const COLOURS = Object.keys(HEADER_COLOURS) as HeaderColour[];
const SIZES = Object.keys(CARD_SIZES) as CardSize[];
function aCard(given: Dice, size: CardSize): Card {
  const { of, below, some } = given;
  const header = below(3) === 0 ? null : { text: of(TEXTS), colour: of(COLOURS) };
  return { size, header, blocks: some(7, () => aBlock(given)) };
}
/** All of one size, as LINE wants it. */
function someCards(given: Dice, most: number): Card[] {
  const size = given.of(SIZES);
  return given.some(most, () => aCard(given, size));
}

/** The same value with its keys in another order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, turned(inner)] as const);
  return Object.fromEntries(entries.reverse());
}

/** The same value with one change somewhere, as somebody's own JSON may have it. */
function touched(value: unknown, given: Dice): unknown {
  if (Array.isArray(value) && value.length > 0) {
    const at = given.below(value.length);
    return value.with(at, touched(value[at], given));
  }
  if (typeof value !== 'object' || value === null) return value;
  const inner = Object.entries(value).filter(([, one]) => typeof one === 'object');
  if (inner.length === 0 || given.below(3) === 0)
    return { ...value, [given.of(['margin', 'flex', 'size2', 'gravity'])]: given.of(['sm', 3, null]) };
  const [key, one] = given.of(inner);
  return { ...value, [key]: touched(one, given) };
}

describe('a Flex message made of blocks', () => {
  test('is the same blocks again, whatever they are', () => {
    for (let seed = 0; seed < 500; seed += 1) {
      const given = dice(seed);
      const cards = someCards(given, 12);
      const contents = JSON.parse(JSON.stringify(contentsOf(cards)));
      expect(cardsOf(contents), `seed ${seed}`).toEqual(cards);
      expect(cardsOf(turned(contents)), `seed ${seed}, turned`).toEqual(cards);
    }
  });

  test('is no longer blocks once something else was written into it', () => {
    for (let seed = 0; seed < 500; seed += 1) {
      const given = dice(seed);
      const contents = JSON.parse(JSON.stringify(contentsOf(someCards(given, 3))));
      const other = touched(contents, given);
      expect(isSame(other, contents), `seed ${seed}`).toBe(false);
      expect(cardsOf(other), `seed ${seed}`).toBeUndefined();
    }
  });

  test('cards of different widths, and a width that says nothing, stay JSON', () => {
    const [wide, narrow] = [freshCard('giga'), freshCard('nano')];
    expect(contentsOf([wide])).toMatchObject({ type: 'bubble', size: 'giga' });
    expect(contentsOf([freshCard()])).not.toHaveProperty('size');
    expect(cardsOf(contentsOf([wide, wide]))).toEqual([wide, wide]);
    expect(cardsOf(contentsOf([wide, narrow]))).toBeUndefined();
    expect(cardsOf({ ...contentsOf([freshCard()]), size: 'mega' })).toBeUndefined();
    expect(cardsOf({ ...contentsOf([freshCard()]), size: 'toString' })).toBeUndefined();
  });

  test('foreign JSON is not guessed at', () => {
    const bubble = contentsOf([freshCard()]);
    const text = { type: 'text', text: 'a', wrap: true };
    const body = (...contents: unknown[]) => ({ type: 'box', layout: 'vertical', spacing: 'md', contents });
    for (const contents of [
      null,
      [],
      'bubble',
      {},
      { type: 'bubble' },
      { type: 'carousel', contents: [] },
      { type: 'carousel', contents: [bubble] },
      { type: 'bubble', body: body() },
      { type: 'bubble', body: body({ ...text, text: 5 }) },
      { type: 'bubble', body: body({ ...text, wrap: false }) },
      { type: 'bubble', body: body(text), size: 'mega' },
      { type: 'bubble', body: body({ type: 'button', style: 'primary', color: '#17c950', action: {} }) },
      {
        type: 'bubble',
        body: body({ type: 'button', style: 'link', action: { type: 'uri', uri: 'https://a.example' } }),
      },
      { ...bubble, styles: {} },
      JSON.parse('{"type":"bubble","__proto__":{"body":1}}'),
    ])
      expect(cardsOf(contents), JSON.stringify(contents)).toBeUndefined();
  });

  test('a key that stands twice keeps the text JSON, because reading would lose one of them', () => {
    const text = JSON.stringify({ type: 'flex', altText: '', contents: contentsOf([freshCard()]) });
    expect(blocksOf(text)).toEqual([freshCard()]);
    expect(blocksOf(text.replace('"wrap":true', '"wrap":false,"wrap":true'))).toBeUndefined();
    expect(blocksOf(text.slice(0, -1))).toBeUndefined();
    expect(blocksOf('{"type":"text","text":"a"}')).toBeUndefined();
  });

  test('has an error shown at the block whose JSON it is about', () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const given = dice(seed);
      const cards = someCards(given, 3);
      const contents = contentsOf(cards);
      const at = (path: string): unknown =>
        valueAt({ contents }, path.replace('m.', '').replaceAll(/\[(\d+)\]/g, '.$1'));
      cards.forEach((card, index) => {
        const base = cardPath('m', cards.length, index);
        card.blocks.forEach((block, place) => {
          const path = blockPath(base, card, place);
          const whole = contentsOf([{ ...card, blocks: [block] }]);
          const { hero, body, footer } = whole as { hero?: object; body?: Box; footer?: Box };
          expect(at(path), `seed ${seed} ${path}`).toEqual(hero ?? (body ?? footer)?.contents[0]);
          for (const field of fieldsOf(block).filter((one) => !one.includes('action')))
            expect(typeof at(path + field), `seed ${seed} ${path + field}`).toBe('string');
        });
      });
    }
  });

  test('names errors by card and block, and says what to do', () => {
    const cards = [
      freshCard(),
      { ...freshCard(), header: null, blocks: [freshBlock('picture'), freshBlock('button')] },
    ];
    const errors = [
      { path: 'm.altText', code: 'empty', message: '1件目の代替テキストは…' },
      { path: 'm.contents.contents[0].header.contents[0].text', code: 'empty', message: '…' },
      { path: 'm.contents.contents[1].hero.url', code: 'empty', message: '…' },
      {
        path: 'm.contents.contents[1].footer.contents[0].action.label',
        code: 'too_long',
        limit: 40,
        message: '…',
      },
    ];
    expect(inBlockWords(errors, 'm', 2, cards).map(({ message }) => message)).toEqual([
      '1件目の代替テキストは…',
      '2つ目のカード1の帯の見出し：入力してください。',
      '2つ目のカード2の1番目「画像」：画像を選んでください。',
      '2つ目のカード2の2番目「ボタン」：40文字までです。',
    ]);
    const odd = { path: 'm.contents', code: 'conflict', message: 'そのままの文' };
    expect(briefly(odd)).toBe('そのままの文');
    const action = { type: 'uri', label: '電話', uri: 'tel:' };
    const call = {
      ...freshCard(),
      header: null,
      blocks: [{ kind: 'button', look: 'link', action } as const],
    };
    const empty = { path: 'm.contents.footer.contents[0].action.uri', code: 'bad_url', message: '…' };
    expect(inBlockWords([empty], 'm', 1, [call]).map(({ message }) => message)).toEqual([
      '1つ目の1番目「ボタン」：電話番号を、数字とハイフンで入力してください。',
    ]);
  });
});

interface Box {
  readonly contents: readonly object[];
}

describe('changes of cards', () => {
  const text: Block = { kind: 'text', text: 'a' };
  const button: Block = {
    kind: 'button',
    look: 'primary',
    action: { type: 'uri', label: 'a', uri: 'https://' },
  };

  test('a new block stands above the buttons, a new button below them', () => {
    const card: Card = { ...freshCard(), header: null, blocks: [text, button] };
    expect(added(card, { kind: 'line' }).blocks).toEqual([text, { kind: 'line' }, button]);
    const other: Block = { ...button, look: 'link' };
    expect(added(card, other).blocks).toEqual([text, button, other]);
  });

  test('moving stops at both ends', () => {
    expect(moved([1, 2, 3], 0, -1)).toEqual([1, 2, 3]);
    expect(moved([1, 2, 3], 0, 1)).toEqual([2, 1, 3]);
    expect(moved([1, 2, 3], 2, 1)).toEqual([1, 2, 3]);
  });

  test('the words of the band stay when the band goes, and come back into it', () => {
    const card: Card = { size: 'kilo', header: { text: '献血', colour: 'red' }, blocks: [text] };
    const without = coloured(card, null);
    expect(without).toEqual({ size: 'kilo', header: null, blocks: [{ kind: 'title', text: '献血' }, text] });
    expect(coloured(without, 'red')).toEqual(card);
    expect(coloured(card, 'blue').header).toEqual({ text: '献血', colour: 'blue' });
    const alone: Card = { ...without, blocks: [{ kind: 'title', text: 'a' }] };
    expect(coloured(alone, 'blue').blocks).toHaveLength(1);
  });

  test('the words for the notification come from the headings', () => {
    const named = (text: string): Card => ({
      ...freshCard(),
      header: { text, colour: 'blue' },
      blocks: [{ kind: 'line' }],
    });
    expect(
      titleOf({ ...freshCard(), header: null, blocks: [text, { kind: 'title', text: ' 市民\n健診 ' }] }),
    ).toBe('市民 健診');
    expect(altTextFrom([named('a'), named(''), named('b')])).toBe('a、b');
    expect(altTextFrom(['a', 'b', 'c', 'd'].map(named))).toBe('a、b、cほか');
    expect(altTextFrom([freshCard()])).toBe('');
  });
});

describe('the colours of blocks', () => {
  /** WCAG's contrast of a colour with white. */
  const withWhite = (colour: string): number => {
    const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
    const [red = 0, green = 0, blue = 0] = channels.map((part) =>
      part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
    );
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
  };

  test('can be read on white, and white on them', () => {
    for (const { value } of [...Object.values(HEADER_COLOURS), ...Object.values(NOTE_TONES)])
      expect(withWhite(value), value).toBeGreaterThanOrEqual(4.5);
  });
});
