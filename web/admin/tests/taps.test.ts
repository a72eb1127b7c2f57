import { expect, test } from 'vitest';
import { retapped } from '../src/features/composer/area_action.tsx';
import { withSender } from '../src/features/composer/quick_replies.tsx';

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

test('a sender’s name and icon are changed one without the other', () => {
  const both = {
    type: 'text',
    text: 'あ',
    sender: { name: '危機管理課', iconUrl: 'https://example.com/a.png' },
  };
  expect(withSender(both, 'name', '消防')).toEqual({
    ...both,
    sender: { name: '消防', iconUrl: 'https://example.com/a.png' },
  });
  const bare = withSender(both, 'name', '');
  expect(bare).toEqual({ ...both, sender: { iconUrl: 'https://example.com/a.png' } });
  expect(withSender(bare, 'iconUrl', '')).toEqual({ type: 'text', text: 'あ' });
});
