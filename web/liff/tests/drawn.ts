/** Questions of every kind as they come over the wire, and the outline of what is drawn of them. */

const option = (id: string, label: string) => ({ id, label, archived: false });
const question = (id: string, kind: string, more: object = {}) => ({
  id,
  kind,
  label: `質問 ${id}`,
  explanation: '',
  purpose: '',
  required: false,
  archived: false,
  revision: 1,
  options: [] as { id: string; label: string; archived: boolean }[],
  ...more,
});

/** One of each, some with everything that a question can have. */
export const QUESTIONS = [
  question('ward', 'single', {
    required: true,
    explanation: 'お住まいの区を選んでください。',
    purpose: '区ごとのお知らせ',
    options: [option('a', '川崎区'), option('b', '幸区')],
  }),
  question('age', 'single', { options: [option('a', '20代')] }),
  question('topics', 'multiple', { options: [option('a', '防災'), option('b', '子育て')] }),
  question('long', 'multiple', {
    options: Array.from({ length: 45 }, (_, index) => option(`o${index}`, `町${index}`)),
  }),
  question('language', 'select', { options: [option('ja', '日本語'), option('en', 'English')] }),
  question('must', 'select', { required: true, options: [option('ja', '日本語')] }),
  question('birth', 'month'),
  question('line', 'text', { max_length: 40 }),
  question('wish', 'text', { max_length: 200, required: true }),
  question('children', 'number', { min: 0, max: 20 }),
  question('area', 'area', { options: [option('a', '南部'), option('b', '北部')] }),
];

/** Elements, classes and words, each on a line; years and months are a long list and only begun. */
export function outline(root: Element, depth = 0): string {
  const lines: string[] = [];
  let words = '';
  const speak = () => {
    if (words.trim() !== '') lines.push(`${'  '.repeat(depth)}“${words.trim()}”`);
    words = '';
  };
  for (const node of root.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) words += node.textContent ?? '';
    else if (node instanceof Element) {
      speak();
      const isListed = node.tagName === 'OPTION' && node.closest('.month') !== null;
      if (isListed && node.previousElementSibling !== null) continue;
      const type = node.getAttribute('type');
      const name = [node.tagName.toLowerCase(), ...node.classList].join('.');
      lines.push(`${'  '.repeat(depth)}${name}${type ? ` ${type}` : ''}`, outline(node, depth + 1));
    }
  }
  speak();
  return lines.filter((line) => line !== '').join('\n');
}
