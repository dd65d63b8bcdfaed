import { useState } from 'react';
import type { Approval } from '../../api/types';

interface Still {
  shown: Approval[];
  /** How many have come since. */
  fresh: number;
  /** Shows all, or all of a list that has just been read. */
  show: (all?: Approval[]) => void;
}

/**
 * The queue as it was when one began to read: what comes meanwhile waits behind a button, so that nothing
 * moves under the reader. What was there before, and comes back by an undo, is no news; into an empty
 * queue everything comes at once.
 */
export function useStill(items: Approval[] | undefined): Still {
  const [known, setKnown] = useState<ReadonlySet<string>>(new Set());
  const all = items ?? [];
  const shown = all.filter((item) => known.has(item.id));
  const show = (more = all) => setKnown((before) => new Set([...before, ...more.map((item) => item.id)]));
  if (shown.length === 0 && all.length > 0) {
    setKnown(new Set([...known, ...all.map((item) => item.id)]));
    return { shown: all, fresh: 0, show };
  }
  return { shown, fresh: all.length - shown.length, show };
}
