import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { lostSince, onConnection } from '../api/connection';
import { canKeep, forgetKept } from '../api/kept';
import { markSession } from '../api/session';
import type { Me } from '../api/types';
import { ownTyped } from './typed';

const load = () => import('./keeping');

/** How long one waits for the server before what was kept is shown, in milliseconds. */
const patience = 3000;

/** Marks the browser with whose session it is, and keeps what is read in it; on a shared device nothing. */
export function useKeeping(me: Me): void {
  const client = useQueryClient();
  const { id, shared_device: shared } = me;
  useState(() => ownTyped(id)); // before any form looks for what was typed
  useEffect(() => {
    markSession(id);
    if (!canKeep()) return;
    if (shared) {
      forgetKept();
      return;
    }
    let stop: (() => void) | null = null;
    let gone = false;
    load()
      .then(({ keep }) => {
        if (!gone) stop = keep(client, id);
      })
      .catch(() => undefined); // then nothing is kept
    return () => {
      gone = true;
      stop?.();
    };
  }, [client, id, shared]);
}

/**
 * Shows what was kept where the server does not answer, or not soon: `waits` while nothing of the page is
 * here, `fails` when it was refused. Gives whether it was looked for.
 */
export function useKept(waits: boolean, fails: boolean): boolean {
  const client = useQueryClient();
  const [looked, setLooked] = useState(!canKeep());
  useEffect(() => {
    if (!canKeep()) return;
    const show = () => {
      load()
        .then(({ restore }) => restore(client))
        .catch(() => undefined) // nothing was kept
        .finally(() => setLooked(true));
    };
    const whenLost = () => {
      if (lostSince() !== null) show();
    };
    if (fails) show();
    else whenLost();
    const timer = waits ? setTimeout(show, patience) : undefined;
    const unwatch = onConnection(whenLost);
    return () => {
      clearTimeout(timer);
      unwatch();
    };
  }, [client, waits, fails]);
  return looked;
}
