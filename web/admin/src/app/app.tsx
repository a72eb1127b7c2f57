/** Everything around the screens: server state, router, session. */

import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { queries } from '../shared/api/query.ts';
import { router } from './router.tsx';
import { SessionGate } from './session_gate.tsx';

export function App() {
  return (
    <QueryClientProvider client={queries}>
      <SessionGate>
        <RouterProvider router={router} />
      </SessionGate>
    </QueryClientProvider>
  );
}
