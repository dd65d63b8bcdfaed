import { type InfiniteData, infiniteQueryOptions } from '@tanstack/react-query';
import { call } from '../../api/client';
import type { Card, Page } from '../../api/types';

/** One's own cards by their state, the latest made first. */
export const cardsQuery = (status: '' | Card['status']) =>
  infiniteQueryOptions<Page<Card>, Error, InfiniteData<Page<Card>>, readonly unknown[], string | null>({
    queryKey: ['cards', status],
    queryFn: ({ pageParam, signal }) => call('GET', '/cards', { query: { status, cursor: pageParam }, signal }),
    initialPageParam: null,
    getNextPageParam: (last) => last.next_cursor,
  });
