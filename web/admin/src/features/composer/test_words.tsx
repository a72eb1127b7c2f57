/** On every tab: whether what is written here was tested, by whom and when. */

import type { Draft } from '../../shared/api/types.ts';
import { testedWords } from '../confirm/tested_words.ts';
import { lastTest, useTests } from './use_tests.ts';

export function TestWords({ draft, isSaved }: { draft: Draft; isSaved: boolean }) {
  const { data } = useTests(draft.id);
  return (
    <p className="text-sm text-solid-gray-700">
      テスト配信：{data && testedWords(lastTest(data.tests, isSaved ? draft.content_hash : ''))}
    </p>
  );
}
