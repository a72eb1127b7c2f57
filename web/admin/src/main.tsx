import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { watchReleases } from './app/release.ts';

const root = document.getElementById('app');
if (root === null) throw new Error('the page has no #app');
watchReleases();
root.replaceChildren();
createRoot(root).render(<App />);
