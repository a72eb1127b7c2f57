import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { beforeAll, expect, it } from 'vitest';
import { MessagePreview } from '../src/shared/ui/message_preview.tsx';

beforeAll(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
});

async function drawn(...messages: readonly object[]): Promise<HTMLElement> {
  const host = document.createElement('div');
  const texts = messages.map((message) => JSON.stringify(message));
  await act(async () => createRoot(host).render(<MessagePreview messages={texts} />));
  return host;
}

const text = (body: string, ...labels: readonly string[]) => ({
  type: 'text',
  text: body,
  ...(labels.length > 0 && {
    quickReply: {
      items: labels.map((label) => ({ type: 'action', action: { type: 'message', label, text: label } })),
    },
  }),
});
const chips = (host: HTMLElement) =>
  [...host.querySelectorAll('.kp-quick-reply')].map((chip) => chip.textContent);

it('the quick replies of the last bubble stand below all bubbles', async () => {
  const host = await drawn(text('一つ目'), text('二つ目', 'はい', '<img src=x>'));
  expect(chips(host)).toEqual(['はい', '<img src=x>']);
  expect(host.querySelector('img')).toBeNull();
  expect(host.querySelector('[aria-label=クイックリプライ]')?.previousElementSibling?.textContent).toContain(
    '二つ目',
  );
});

it('those of an earlier bubble are not drawn, as LINE does not show them', async () => {
  expect(chips(await drawn(text('一つ目', 'はい'), text('二つ目')))).toEqual([]);
});
