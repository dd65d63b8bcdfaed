import { type InfiniteData, infiniteQueryOptions } from '@tanstack/react-query';
import { call } from './client';
import type { Boost, Comment, Page, Report } from './types';

const path = (id: string, what: string) => `/nominations/${encodeURIComponent(id)}/${what}`;

/** The comments to a recognition, the first said first. */
export const commentsQuery = (id: string) =>
  infiniteQueryOptions<Page<Comment>, Error, InfiniteData<Page<Comment>>, readonly unknown[], string | null>({
    queryKey: ['comments', id],
    queryFn: ({ pageParam, signal }) => call('GET', path(id, 'comments'), { query: { limit: 50, cursor: pageParam }, signal }),
    initialPageParam: null,
    getNextPageParam: (last) => last.next_cursor,
  });

/** Who added points to a recognition, the latest first. */
export const boostsQuery = (id: string) =>
  infiniteQueryOptions<Page<Boost>, Error, InfiniteData<Page<Boost>>, readonly unknown[], string | null>({
    queryKey: ['boosts', id],
    queryFn: ({ pageParam, signal }) => call('GET', path(id, 'boosts'), { query: { limit: 10, cursor: pageParam }, signal }),
    initialPageParam: null,
    getNextPageParam: (last) => last.next_cursor,
  });

export type ReportFilter = 'open' | 'answered';

/** Reports for owners, the latest first. */
export const reportsQuery = (status: ReportFilter) =>
  infiniteQueryOptions<Page<Report>, Error, InfiniteData<Page<Report>>, readonly unknown[], string | null>({
    queryKey: ['reports', status],
    queryFn: ({ pageParam, signal }) => call('GET', '/reports', { query: { status, cursor: pageParam }, signal }),
    initialPageParam: null,
    getNextPageParam: (last) => last.next_cursor,
  });
