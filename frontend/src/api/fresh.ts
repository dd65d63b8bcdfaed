import { queryOptions } from '@tanstack/react-query';

export const freshKey = ['fresh'];

/** The ids of recognitions that were published since the feed was read; only the event stream writes them. */
export const freshQuery = queryOptions<string[]>({
  queryKey: freshKey,
  queryFn: () => [],
  initialData: [],
  staleTime: Number.POSITIVE_INFINITY,
});
