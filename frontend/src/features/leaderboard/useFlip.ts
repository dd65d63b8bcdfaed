import { type RefObject, useLayoutEffect, useRef } from 'react';

const duration = 420;

/** Rows that change their place slide there: what moved is seen, and nothing jumps. */
export function useFlip(list: RefObject<HTMLElement | null>, order: unknown): void {
  const places = useRef(new Map<string, number>());
  useLayoutEffect(() => {
    const before = places.current;
    const after = new Map<string, number>();
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    for (const row of list.current?.querySelectorAll<HTMLElement>('[data-row]') ?? []) {
      const id = row.dataset.row ?? '';
      after.set(id, row.offsetTop);
      const old = before.get(id);
      if (old === undefined || old === row.offsetTop || still) continue;
      row.animate([{ transform: `translateY(${old - row.offsetTop}px)` }, { transform: 'none' }], {
        duration,
        easing: 'cubic-bezier(.2, .8, .2, 1)',
      });
    }
    places.current = after;
  }, [list, order]);
}
