import { type InfiniteData, infiniteQueryOptions } from '@tanstack/react-query';
import { call } from '../../api/client';
import type { Inbox } from '../../api/types';

export type InboxFilter = 'all' | 'unread' | 'asks' | 'thanks' | 'own';

export const inboxQuery = (filter: InboxFilter) =>
  infiniteQueryOptions<Inbox, Error, InfiniteData<Inbox>, readonly unknown[], string | null>({
    queryKey: ['inbox', filter],
    queryFn: ({ pageParam, signal }) =>
      call('GET', '/notifications', {
        query: { cursor: pageParam, ...(filter === 'unread' && { unread: true }), ...(!['all', 'unread'].includes(filter) && { topic: filter }) },
        signal,
      }),
    initialPageParam: null,
    getNextPageParam: (last) => last.next_cursor,
  });
