import { expect, test } from 'vitest';
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
