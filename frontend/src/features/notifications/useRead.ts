import { type InfiniteData, useMutation, useQueryClient } from '@tanstack/react-query';
import { call, newKey } from '../../api/client';
import { unreadQuery } from '../../api/queries';
import type { Inbox, Notification } from '../../api/types';

export type Read = { ids: string[] } | { up_to: string };

/** Marks notifications as read, at once on the screen; what the server refuses shows with the next reading. */
export function useRead(onDone?: () => void) {
  const client = useQueryClient();
  const isRead = (what: Read, n: Notification) => ('ids' in what ? what.ids.includes(n.id) : n.at <= what.up_to);
  return useMutation({
    mutationFn: (what: Read) => call<{ unread: number }>('POST', '/notifications/read', { body: what, key: newKey() }),
    onMutate: (what) => {
      client.setQueriesData<InfiniteData<Inbox>>(
        { queryKey: ['inbox'] },
        (list) =>
          list && {
            ...list,
            pages: list.pages.map((page) => ({ ...page, items: page.items.map((n) => (isRead(what, n) ? { ...n, read: true } : n)) })),
          },
      );
    },
    onSuccess: ({ unread }) => {
      client.setQueryData(unreadQuery.queryKey, { items: [], next_cursor: null, unread });
      onDone?.();
    },
    onError: () => void client.invalidateQueries({ queryKey: ['inbox'] }),
  });
}
