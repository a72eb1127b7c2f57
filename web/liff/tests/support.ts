/** A form of every kind of item, as the server writes it; every default is valid. */

import { type Form, parseForm } from '../src/shared/form.ts';

export const RAW = {
  version: 7,
  consent: { version: 3, text: '川崎市は、回答をお知らせの配信にだけ使います。\nhttps://example.jp/privacy' },
  everyone_per_month: 2,
  items: [
    {
      id: 'ward',
      label: 'お住まいの区',
      kind: 'single',
      required: true,
      options: [
        { id: 'kawasaki', label: '川崎区' },
        { id: 'takatsu', label: '高津区' },
      ],
    },
    {
      id: 'topics',
      label: '知りたい情報',
      kind: 'multiple',
      required: false,
      options: [
        { id: 'children', label: '子育て', messages_per_month: 6 },
        { id: 'events', label: 'イベント', messages_per_month: 4 },
        { id: 'garbage', label: 'ごみの日' },
      ],
    },
    {
      id: 'school',
      label: '学校',
      kind: 'select',
      required: true,
      options: [{ id: 'first', label: '第一小学校' }],
      shown_if: { item: 'topics', any_of: ['children'] },
    },
    { id: 'birth', label: '生まれた年と月', kind: 'month', required: false },
    { id: 'count', label: 'お子さんの人数', kind: 'number', required: false, min: 0, max: 20 },
    { id: 'note', label: 'ご意見', kind: 'text', required: false, max_length: 10 },
    {
      id: 'area',
      label: '地域',
      kind: 'area',
      required: false,
      options: [
        { id: 'city', label: '市全体', postal_prefixes: ['21'] },
        { id: 'east', label: '東部', postal_prefixes: ['2100', '212'] },
      ],
    },
  ],
};

export function aForm(change: object = {}): Form {
  const form = parseForm({ ...RAW, ...change });
  if (form === undefined) throw new Error('the form of the tests is broken');
  return form;
}

export function anItem(id: string) {
  const item = aForm().items.find((one) => one.id === id);
  if (item === undefined) throw new Error(`no item ${id}`);
  return item;
}
