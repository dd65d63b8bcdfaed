import { queryOptions } from '@tanstack/react-query';

export const freshKey = ['fresh'];

/** The ids of recognitions that were published since the feed was read; only the event stream writes them. */
export const freshQuery = queryOptions<string[]>({
  queryKey: freshKey,
  queryFn: () => [],
  initialData: [],
  staleTime: Number.POSITIVE_INFINITY,
});

export const untoldKey = ['untold'];

/** The ids of notifications that came since the inbox was read; only the event stream writes them. */
export const untoldQuery = queryOptions<string[]>({
  queryKey: untoldKey,
  queryFn: () => [],
  initialData: [],
  staleTime: Number.POSITIVE_INFINITY,
});
