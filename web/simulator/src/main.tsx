/** Starts the page. */

import '@kairan/preview/preview.css';
import './app/app.css';
import './features/form/form_frame.css';
import './features/phone/phone.css';
import './features/talk/talk.css';
import { render } from 'preact';
import { App } from './app/app.tsx';
import { Live } from './shared/live.ts';

const root = document.getElementById('app');
if (root === null) throw new Error('the page has no #app element');
render(<App live={new Live(new EventSource('/control/events'))} />, root);
