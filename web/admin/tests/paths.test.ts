import { expect, test } from 'vitest';
import { inBrackets } from '../src/features/composer/paths.ts';

test('a pointer of the text check leads where the path of a field does', () => {
  expect(inBrackets('/messages')).toBe('messages');
  expect(inBrackets('/messages/0/text')).toBe('messages[0].text');
  expect(inBrackets('/messages/2/contents/body/contents/10/action/label')).toBe(
    'messages[2].contents.body.contents[10].action.label',
  );
  expect(inBrackets('/messages/0/substitution/a~1b~0c')).toBe('messages[0].substitution.a/b~c');
});
