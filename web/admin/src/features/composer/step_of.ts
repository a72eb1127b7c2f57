/** In which step the place of an error stands; the name stands above them all. */
export function stepOf(path: string): string | undefined {
  if (path.startsWith('target')) return 'target';
  if (/^(start|at$|not_later_than|emergency$)/.test(path)) return 'start';
  if (path === 'test') return 'test';
  return path.startsWith('messages') ? 'message' : undefined;
}
