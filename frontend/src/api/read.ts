import { type InfiniteData, type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { call, newKey } from './client';
import { unreadQuery } from './queries';
import type { Inbox, Notification } from './types';

export type Read = { ids: string[] } | { up_to: string } | { nomination_id: string };

function isRead(what: Read, n: Notification): boolean {
  if ('ids' in what) return what.ids.includes(n.id);
  return 'up_to' in what ? n.at <= what.up_to : n.nomination?.id === what.nomination_id;
}

/** Shows in every inbox on the screen what is read now. */
export function showRead(client: QueryClient, what: Read): void {
  client.setQueriesData<InfiniteData<Inbox>>(
    { queryKey: ['inbox'] },
    (list) =>
      list && {
        ...list,
        pages: list.pages.map((page) => ({ ...page, items: page.items.map((n) => (isRead(what, n) ? { ...n, read: true } : n)) })),
      },
  );
}

/** Marks notifications as read, at once on the screen; what the server refuses shows with the next reading. */
export function useRead(onDone?: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (what: Read) => call<{ unread: number }>('POST', '/notifications/read', { body: what, key: newKey() }),
    onMutate: (what) => showRead(client, what),
    onSuccess: ({ unread }) => {
      client.setQueryData(unreadQuery.queryKey, { items: [], next_cursor: null, unread });
      onDone?.();
    },
    onError: () => void client.invalidateQueries({ queryKey: ['inbox'] }),
  });
}
