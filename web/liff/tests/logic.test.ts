/** What the form decides without a browser. */

import { describe, expect, test } from 'vitest';
import { saveLabel } from '../src/app/save_label.ts';
import { derive, type State } from '../src/app/state.ts';
import { Store } from '../src/app/store.ts';
import { offered } from '../src/features/kinds/choices.tsx';
import { yearLabel } from '../src/features/kinds/month.tsx';
import { chosen, type Input, merge, postalCode, toInput } from '../src/shared/answers.ts';
import { check } from '../src/shared/check.ts';
import { parseForm } from '../src/shared/form.ts';
import { dropInputs, keepInputs, ownerOf, takeInputs } from '../src/shared/kept_inputs.ts';
import { optionOf } from '../src/shared/postal.ts';
import { often, receive } from '../src/shared/receive.ts';
import { next, RequestIds } from '../src/shared/saving.ts';
import { shownItems } from '../src/shared/shown.ts';
import { EDITING } from '../src/shared/stage.ts';
import { toAnswers } from '../src/shared/wire.ts';
import { aForm, anItem, RAW } from './support.ts';

const inputs = (entries: Record<string, Input>) => new Map(Object.entries(entries));
const shownIds = (entries: Record<string, Input>, form = aForm()) =>
  shownItems(form, inputs(entries)).map(({ id }) => id);

describe('the form as it arrives', () => {
  test('is nothing if it is not a form', () => {
    for (const raw of [null, 3, 'form', [], {}, { version: '1', consent: { text: '' } }, { version: 1 }])
      expect(parseForm(raw)).toBeUndefined();
  });

  test('loses items, options and limits that make no sense, and keeps the rest', () => {
    const form = aForm({
      items: [
        null,
        { id: '', label: 'x', kind: 'text' },
        { id: 'a', label: 5, kind: 'text' },
        { id: 'b', label: 'b', kind: 'script' },
        { id: '__proto__', label: 'p', kind: 'single', options: [{ id: 'constructor', label: 'c' }, 7, {}] },
        { id: 'n', label: 'n', kind: 'number', min: '1', max: Number.NaN, max_length: -1 },
      ],
      everyone_per_month: -3,
      notice: { html: '<b>' },
    });
    expect(form.items.map(({ id }) => id)).toEqual(['__proto__', 'n']);
    expect(form.items[0]?.options.map(({ id }) => id)).toEqual(['constructor']);
    expect(form.items[1]).toMatchObject({ min: undefined, max: undefined, maxLength: undefined });
    expect([form.everyonePerMonth, form.notice]).toEqual([0, '']);
  });

  test('takes names that reach for a prototype as plain names', () => {
    const form = aForm({ items: [{ id: '__proto__', label: 'p', kind: 'text' }] });
    const answers = toAnswers(form.items, new Map([['__proto__', 'x']]));
    expect(JSON.stringify(answers)).toBe('{"__proto__":"x"}');
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});

describe('answers', () => {
  test('go into their fields and come back as the server writes them', () => {
    const stored = new Map(
      Object.entries({
        ward: ['takatsu'],
        topics: ['events', 'children'],
        birth: '1990-04',
        count: 3,
        note: 'はい',
        area: '2100001',
      }),
    );
    const form = aForm();
    expect(toAnswers(form.items, merge(form, stored, new Map()))).toEqual(Object.fromEntries(stored));
  });

  test('of options that no longer exist, or of another kind, leave the field empty', () => {
    expect(toInput(anItem('ward'), ['gone'])).toEqual([]);
    expect(toInput(anItem('ward'), ['kawasaki', 'takatsu'])).toEqual(['kawasaki']);
    expect(toInput(anItem('ward'), 'kawasaki')).toBeUndefined();
    expect(toInput(anItem('count'), '3')).toBeUndefined();
    expect(toInput(anItem('note'), 3)).toBeUndefined();
    expect(toInput(anItem('area'), ['east'])).toEqual(['east']);
  });

  test('typed in full width are understood', () => {
    expect(toAnswers([anItem('count')], inputs({ count: ' １２ ' }))).toEqual({ count: 12 });
    expect(toAnswers([anItem('area')], inputs({ area: '〒２１０－０００１' }))).toEqual({ area: '2100001' });
  });

  test('that are empty are not sent', () => {
    const empty = { ward: [], topics: [], birth: '', count: ' ', note: '  ', area: '' };
    expect(toAnswers(aForm().items, inputs(empty))).toEqual({});
  });
});

describe('items that hang on another answer', () => {
  test('are shown only while that answer is given', () => {
    expect(shownIds({ topics: ['children'] })).toContain('school');
    expect(shownIds({ topics: ['events'] })).not.toContain('school');
    expect(shownIds({})).not.toContain('school');
  });

  const chain = (shown_if: object) => ({
    kind: 'single',
    label: 'x',
    options: [{ id: 'y', label: 'y' }],
    shown_if,
  });

  test('are hidden with the item they hang on, and if they hang on themselves', () => {
    const form = aForm({
      items: [
        ...RAW.items,
        { id: 'third', ...chain({ item: 'school', any_of: ['first'] }) },
        { id: 'a', ...chain({ item: 'b', any_of: ['y'] }) },
        { id: 'b', ...chain({ item: 'a', any_of: ['y'] }) },
        { id: 'self', ...chain({ item: 'self', any_of: ['y'] }) },
        { id: 'lost', ...chain({ item: 'nowhere', any_of: ['y'] }) },
      ],
    });
    const all = { school: ['first'], a: ['y'], b: ['y'], self: ['y'], lost: ['y'] };
    expect(shownIds({ ...all, topics: ['children'] }, form)).toContain('third');
    const without = shownIds(all, form);
    for (const id of ['third', 'a', 'b', 'self', 'lost']) expect(without).not.toContain(id);
  });

  test('see the area that a postal code leads to', () => {
    const form = aForm({
      items: [...RAW.items, { id: 'port', ...chain({ item: 'area', any_of: ['east'] }) }],
    });
    expect(shownIds({ area: '2100001' }, form)).toContain('port');
    expect(shownIds({ area: '2110001' }, form)).not.toContain('port');
  });
});

describe('a postal code', () => {
  test('leads to the option with the longest prefix', () => {
    const area = anItem('area');
    expect(optionOf(area, '2100001')?.id).toBe('east');
    expect(optionOf(area, '2110001')?.id).toBe('city');
    expect(optionOf(area, '9990001')).toBeUndefined();
    expect(optionOf(area, undefined)).toBeUndefined();
    expect(chosen(area, '210-000')).toEqual([]);
  });

  test('is seven digits however it is typed', () => {
    for (const typed of ['2100001', '210-0001', '〒210-0001', '２１０ー０００１', ' 210 0001 '])
      expect(postalCode(typed)).toBe('2100001');
    for (const typed of ['210000', '21000011', 'abc', '']) expect(postalCode(typed)).toBeUndefined();
  });
});

describe('what is received', () => {
  test('is said with the labels of the chosen options and their sum', () => {
    const form = aForm();
    const given = inputs({ ward: ['takatsu'], topics: ['children', 'events', 'garbage'] });
    expect(receive(form.everyonePerMonth, shownItems(form, given), given)).toEqual({
      everyone: '月に約2通',
      lines: [
        { label: '全員向けのお知らせ', often: '月に約2通' },
        { label: '子育て', often: '月に約6通' },
        { label: 'イベント', often: '月に約4通' },
      ],
      fitting: ['高津区', 'ごみの日'],
      total: '月に約12通',
    });
  });

  test('is in words for nothing and for little', () => {
    expect([0, 0.4, 1, 11.6].map(often)).toEqual([
      '必要なときだけ',
      '月に1通より少ない',
      '月に約1通',
      '月に約12通',
    ]);
  });
});

describe('checking', () => {
  const messages = (entries: Record<string, Input>, agreed = true) =>
    check(aForm().items, inputs({ ward: ['takatsu'], school: ['first'], ...entries }), agreed).map(
      ({ message }) => message,
    );

  test('finds nothing in good answers', () => {
    const good = { birth: '1990-04', count: '３', note: '十文字までなら大丈夫', area: '210-0001' };
    expect(messages(good)).toEqual([]);
  });

  test('says of each field what to do', () => {
    const bad = { ward: [], birth: '1990-', count: '二', note: '十文字より長い文章です', area: '210' };
    expect(messages(bad, false)).toEqual([
      '「お住まいの区」を選んでください',
      '「生まれた年と月」は、年と月の両方を選んでください',
      '「お子さんの人数」は、数字だけで入力してください（例：3）',
      '「ご意見」は、10文字以内で入力してください（いま11文字）',
      '「地域」の郵便番号は、7けたの数字で入力してください（例：2100001）',
      '内容を読み、「同意します」にチェックを入れてください',
    ]);
  });

  test('keeps numbers within their bounds and asks for the list where a code is unknown', () => {
    expect(messages({ count: '21', area: '9990001' })).toEqual([
      '「お子さんの人数」は、20以下の数字で入力してください',
      '「地域」：この郵便番号の地域が見つかりません。一覧から選んでください',
    ]);
    expect(messages({ count: '-1' })).toEqual(['「お子さんの人数」は、0以上の数字で入力してください']);
  });

  test('counts a letter outside the basic plane once', () => {
    expect(messages({ note: '𠮷'.repeat(10) })).toEqual([]);
  });
});

describe('saving', () => {
  const sending = next(EDITING, { is: 'pressed' });

  test('a press while a request is under way changes nothing', () => {
    expect(next(sending, { is: 'pressed' })).toBe(sending);
    const waiting = next(sending, { is: 'waits', seconds: 2, why: 'offline' });
    expect(next(waiting, { is: 'pressed' })).toBe(waiting);
    expect(next(waiting, { is: 'tries again' })).toEqual({ at: 'sending' });
  });

  test('late news about a request that is over changes nothing', () => {
    for (const is of ['saved', 'tries again'] as const) expect(next(EDITING, { is })).toBe(EDITING);
    expect(next(EDITING, { is: 'failed', message: 'x' })).toBe(EDITING);
  });

  test('after a failure a press sends again', () => {
    const failed = next(sending, { is: 'failed', message: 'だめでした' });
    expect(next(failed, { is: 'pressed' })).toEqual({ at: 'sending' });
  });

  test('the same answers have the same request id until they are settled, other answers another', () => {
    let made = 0;
    const ids = new RequestIds(() => String(++made));
    expect([ids.idFor('a'), ids.idFor('a'), ids.idFor('b')]).toEqual(['1', '1', '2']);
    ids.settled();
    expect(ids.idFor('b')).toBe('3');
  });
});

describe('the save button', () => {
  const store = new Store({ getToken: async () => '', close: () => {}, openExternal: () => {} }, async () => {
    throw new Error('not needed');
  });
  const label = (registered: boolean, stored: object, touched: Record<string, Input>) => {
    const answers = new Map(Object.entries(stored));
    const session = { key: 'k', registered, consentVersion: '3', answers };
    const state: State = { ...store.state, session, touched: inputs(touched) };
    return saveLabel(aForm(), registered, derive(aForm(), state));
  };

  test('says what it saves', () => {
    expect(label(false, {}, {})).toBe('登録する');
    expect(label(false, {}, { ward: ['takatsu'], note: 'a' })).toBe('2つの回答で登録する');
    expect(label(true, { ward: ['kawasaki'] }, { ward: ['takatsu'] })).toBe(
      '「お住まいの区」の変更を保存する',
    );
    expect(label(true, {}, { ward: ['takatsu'], note: 'a', count: '1' })).toBe('3つの変更を保存する');
  });

  test('has nothing to save where nothing differs, in whatever order it was chosen', () => {
    const stored = { ward: ['kawasaki'], topics: ['events', 'children'] };
    expect(label(true, stored, { topics: ['children', 'events'] })).toBeUndefined();
  });

  test('can be pressed with half an answer, to be told what is missing', () => {
    expect(label(true, {}, { area: '210' })).toBe('「地域」の変更を保存する');
  });
});

describe('what is kept over a reload', () => {
  const token = (sub: string) => `x.${btoa(JSON.stringify({ sub }))}.y`;
  const [hanako, taro] = [ownerOf(token('U1')), ownerOf(token('U2'))];

  test('is given back to the person who typed it, and holds no token and no user id', () => {
    keepInputs(sessionStorage, hanako, { touched: inputs({ ward: ['takatsu'], note: 'あ' }), agreed: '3' });
    expect(JSON.stringify({ ...sessionStorage })).not.toMatch(/U1|x\./);
    expect(takeInputs(sessionStorage, hanako)).toEqual({
      touched: inputs({ ward: ['takatsu'], note: 'あ' }),
      agreed: '3',
    });
    expect(takeInputs(sessionStorage, taro)).toBeUndefined();
    expect(takeInputs(sessionStorage, hanako)).toBeUndefined();
  });

  test('is nothing if it is broken or cannot be written', () => {
    sessionStorage.setItem('kairan.inputs', '{"owner":');
    expect(takeInputs(sessionStorage, hanako)).toBeUndefined();
    const setItem = () => {
      throw new Error('full');
    };
    const full = { getItem: () => null, removeItem: () => {}, setItem };
    expect(() => keepInputs(full, hanako, { touched: new Map(), agreed: undefined })).not.toThrow();
    dropInputs(sessionStorage);
  });
});

test('years carry their era', () => {
  expect([2019, 1990, 1989, 1926, 1900].map(yearLabel)).toEqual([
    '2019年（令和元年）',
    '1990年（平成2年）',
    '1989年（平成元年）',
    '1926年（昭和元年）',
    '1900年（明治33年）',
  ]);
});

test('a long list shows what was searched for, and always what is chosen', () => {
  const options = Array.from({ length: 5000 }, (_, index) => ({
    id: `o${index}`,
    label: `町内会${index}`,
    perMonth: undefined,
    prefixes: [],
  }));
  const item = { ...anItem('topics'), options };
  expect(offered(item, ['o4999'], '').visible.at(-1)?.id).toBe('o4999');
  expect(offered(item, [], '町内会１２３４').visible.map(({ id }) => id)).toEqual(['o1234']);
  expect(offered(item, [], '').hidden).toBe(4960);
});
