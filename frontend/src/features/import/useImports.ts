import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useLiveState } from '../../app/live';
import { importQuery, importsQuery, isUnderway } from './api';

const whileLost = 2000;

/** An import as it stands, asked for again only where the event stream cannot tell of it. */
export function useImport(id: string | null) {
  const lost = useLiveState() !== 'open';
  return useQuery({ ...importQuery(id), refetchInterval: ({ state }) => (lost && isUnderway(state.data) ? whileLost : false) });
}

/** What was imported, and what is under way, in the same manner. */
export function useImports() {
  const lost = useLiveState() !== 'open';
  return useInfiniteQuery({
    ...importsQuery,
    refetchInterval: ({ state }) => (lost && state.data?.pages.some((page) => page.items.some(isUnderway)) ? whileLost : false),
  });
}
