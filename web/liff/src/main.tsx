/** Starts the page. What the form asks and who looks at it are found out at the same time. */

import { render } from 'preact';
import { adapter } from '#adapter';
import { App } from './app/app.tsx';
import { Store } from './app/store.ts';

const store = new Store(adapter, () => import('./app/later.ts'));
const root = document.getElementById('app');
let isDrawn = false;
store.listen(({ form, formProblem }) => {
  if (root === null || isDrawn || (form === undefined && formProblem === '')) return;
  isDrawn = true;
  root.replaceChildren();
  render(<App store={store} />, root);
});
window.addEventListener('online', store.tryNow);
void store.start();
