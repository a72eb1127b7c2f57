import { expect, test } from 'vitest';
import { choicesFor } from '../src/features/composer/action_fields.tsx';
import { retapped } from '../src/features/composer/area_action.tsx';

const area = { x: 0, y: 0, width: 520, height: 520 };

test('an area that changes its kind keeps its place and label, and nothing of the old kind', () => {
  const uri = { type: 'uri', linkUri: 'https://example.com', label: '地図', area };
  const message = retapped(uri, 'message');
  expect(message).toEqual({ type: 'message', text: '', label: '地図', area });
  expect(retapped({ ...message, text: '予約' }, 'clipboard')).toEqual({
    type: 'clipboard',
    clipboardText: '',
    label: '地図',
    area,
  });
  expect(retapped(message, 'uri')).toEqual({ type: 'uri', linkUri: 'https://', label: '地図', area });
});

test('a kind of tap that the form has no fields for is named, and not taken for another', () => {
  expect(choicesFor('uri').map(({ value }) => value)).toEqual(['uri', 'tel', 'message', 'postback']);
  expect(choicesFor('datetimepicker')[0]).toEqual({
    value: 'datetimepicker',
    label: 'この画面では変えられない動き（日時を選ぶ）',
  });
  expect(choicesFor('__proto__')[0]?.label).toBe('この画面では変えられない動き（__proto__）');
});
