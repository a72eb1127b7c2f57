import { Navigate } from '@tanstack/react-router';

/** Whoever is signed in already goes on to the first screen; everybody else sees signing in at any address. */
export function Screen() {
  return <Navigate to="/" replace />;
}
