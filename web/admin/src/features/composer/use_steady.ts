/** Keeps a place on the page under the pointer; how, is fetched once the page stands. */

import { useEffect, useRef } from 'react';

export function useSteady() {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let isGone = false;
    let end = () => {};
    import('./steady.ts').then(
      ({ steady }) => {
        if (!isGone && place.current) end = steady(place.current);
      },
      () => undefined,
    );
    return () => {
      isGone = true;
      end();
    };
  }, []);
  return place;
}
