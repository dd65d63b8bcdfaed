import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect, useState, useSyncExternalStore } from 'react';
import { freshKey, untoldKey } from '../api/fresh';
import { lostSince, makeSure, onConnection, reached } from '../api/connection';
import { type Live, type LiveEvent, type LiveState, openLive } from '../api/live';
import { showRead } from '../api/read';
import { dropRecognition, patchRecognition } from '../api/social';
import type { Me, Nomination } from '../api/types';

const Context = createContext<Live | null>(null);

/** At most this long after an event, so that a thousand screens do not ask in the same instant. */
const spread = 400;

/** Keeps what is on the screen true to the event stream. */
export function LiveProvider({ me, children }: { me: Me; children: ReactNode }) {
  const client = useQueryClient();
  const [live, setLive] = useState<Live | null>(null);

  useEffect(() => {
    const stream = openLive();
    const waiting = new Map<string, ReturnType<typeof setTimeout>>();

    const refresh = (...names: string[]) => {
      for (const name of names) {
        if (waiting.has(name)) continue;
        const run = () => {
          waiting.delete(name);
          void client.invalidateQueries({ queryKey: name.split('/') });
        };
        waiting.set(name, setTimeout(run, Math.random() * spread));
      }
    };

    const react = ({ kind, data }: LiveEvent) => {
      const id = typeof data.id === 'string' ? data.id : '';
      switch (kind) {
        case 'recognition.published':
          client.setQueryData<string[]>(freshKey, (ids = []) => (ids.includes(id) ? ids : [...ids, id]));
          refresh('nomination');
          if (JSON.stringify(data).includes(me.id)) refresh('me', 'wallet');
          break;
        case 'recognition.changed': {
          const now = data as unknown as Pick<Nomination, 'reactions' | 'comments_count' | 'boosts'> & { published: boolean };
          if (now.published) {
            const { reactions, comments_count, boosts } = now;
            // Whoever may see points that are kept from others asks for them.
            patchRecognition(client, id, { reactions, comments_count, ...(boosts.points !== null && { boosts }) });
            if (boosts.points === null) refresh('nomination');
          } else {
            dropRecognition(client, id);
          }
          const known = client.getQueryData<Nomination>(['nomination', id]);
          if (known && (known.status !== 'approved' || known.hidden || !now.published)) refresh('nomination');
          refresh(`comments/${id}`, `boosts/${id}`);
          break;
        }
        case 'leaderboard.changed':
          refresh('board');
          break;
        case 'approval.waiting':
          refresh('approvals');
          break;
        case 'redemption.updated':
          refresh('redemptions', 'approvals', 'me', 'wallet', 'rewards');
          break;
        case 'notification':
          refresh('notifications', 'nomination');
          if (data.kind === 'read') {
            if (typeof data.nomination_id === 'string') showRead(client, { nomination_id: data.nomination_id });
            break;
          }
          client.setQueryData<string[]>(untoldKey, (ids = []) => (ids.includes(id) ? ids : [...ids, id]));
          if (data.kind === 'recognition_boosted') refresh('me', 'wallet');
          if (data.kind === 'card_claimed') refresh('cards');
          if (data.kind === 'confirmation_given') refresh('approvals');
          if (data.kind === 'award_scoring' || data.kind === 'award_scored') refresh('awards');
          break;
        case 'import.changed':
          if (data.status === 'running') {
            client.setQueryData<Record<string, unknown>>(['imports', 'one', id], (one) => one && { ...one, status: 'running', done: data.done });
          } else {
            refresh(`imports/one/${id}`, 'imports/all');
          }
          break;
        case 'reset':
          client.setQueryData<string[]>(freshKey, []);
          void client.invalidateQueries();
          break;
      }
    };

    const unsubscribe = stream.subscribe(react);
    const unwatch = stream.onState(() => {
      if (stream.state() === 'open') reached();
      if (stream.state() === 'lost') void makeSure();
    });
    const unhear = onConnection(() => {
      if (lostSince() === null) stream.retry();
    });
    // The stream is the outside world; it can only be opened once the page stands.
    // eslint-disable-next-line react-hooks/set-state-in-effect
    setLive(stream);
    return () => {
      unsubscribe();
      unwatch();
      unhear();
      waiting.forEach((timer) => clearTimeout(timer));
      stream.close();
    };
  }, [client, me.id]);

  return <Context value={live}>{children}</Context>;
}

const nothing = () => () => undefined;

/** Whether the stream is open. */
export function useLiveState(): LiveState {
  const live = use(Context);
  return useSyncExternalStore(live?.onState ?? nothing, () => live?.state() ?? 'connecting');
}
