import { type InfiniteData, type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from './client';
import type { Emoji, Nomination, Reactions } from './types';

type Part = Partial<Pick<Nomination, 'reactions' | 'my_reactions' | 'comments_count' | 'boosts'>>;

const isRecognition = (item: unknown): item is Nomination =>
  typeof item === 'object' && item !== null && 'id' in item && 'reactions' in item;

/** Boards come page by page as well, and have no items. */
interface MaybeList {
  items?: unknown[];
}

const isList = (data: unknown): data is InfiniteData<MaybeList> =>
  typeof data === 'object' && data !== null && 'pages' in data && Array.isArray(data.pages);

/** Changes a recognition wherever it is on the screen: on its page, and in every list of recognitions. */
function rewrite(client: QueryClient, id: string, change: (nomination: Nomination) => Nomination | null): void {
  for (const query of client.getQueryCache().getAll()) {
    const data: unknown = query.state.data;
    if (isRecognition(data) && data.id === id) {
      const next = change(data);
      if (next) client.setQueryData(query.queryKey, next);
    }
    if (!isList(data) || !data.pages.some((page) => page.items?.some((item) => isRecognition(item) && item.id === id))) continue;
    const pages = data.pages.map((page) => ({
      ...page,
      items: page.items?.flatMap((item) => {
        if (!isRecognition(item) || item.id !== id) return [item];
        const next = change(item);
        return next ? [next] : [];
      }),
    }));
    client.setQueryData(query.queryKey, { ...data, pages });
  }
}

/** Puts what has followed a recognition in the place of what was known. */
export function patchRecognition(client: QueryClient, id: string, part: Part): void {
  // A reaction on its way knows better than what the stream says of the time before it.
  const { reactions, ...rest } = part;
  const known = reactions && !part.my_reactions && client.isMutating({ mutationKey: reactKey(id) }) > 0 ? rest : part;
  rewrite(client, id, (nomination) => ({ ...nomination, ...known }));
}

/** Takes a recognition that is not published any more out of all lists. */
export function dropRecognition(client: QueryClient, id: string): void {
  rewrite(client, id, () => null);
}

const reactKey = (id: string) => ['react', id];

/** A reaction shows at once, and is taken back where the server refuses it. */
export function useReact(id: string, onError: (error: unknown) => void): (emoji: Emoji, on: boolean) => void {
  const client = useQueryClient();
  const show = (emoji: Emoji, on: boolean) =>
    rewrite(client, id, (nomination) => {
      if (nomination.my_reactions.includes(emoji) === on) return nomination;
      const mine = nomination.my_reactions.filter((other) => other !== emoji);
      const count = Math.max(0, (nomination.reactions[emoji] ?? 0) + (on ? 1 : -1));
      return { ...nomination, my_reactions: on ? [...mine, emoji] : mine, reactions: { ...nomination.reactions, [emoji]: count } };
    });
  const mutation = useMutation({
    mutationKey: reactKey(id),
    scope: { id: `react.${id}` }, // one after the other, in the order of the presses
    mutationFn: ({ emoji, on }: { emoji: Emoji; on: boolean }) =>
      call<Reactions>(on ? 'PUT' : 'DELETE', `/nominations/${encodeURIComponent(id)}/reactions/${emoji}`),
    onMutate: ({ emoji, on }) => show(emoji, on),
    onError: (error, { emoji, on }) => {
      show(emoji, !on);
      onError(error);
    },
    onSuccess: (now) => {
      if (client.isMutating({ mutationKey: reactKey(id) }) === 1) patchRecognition(client, id, now);
    },
  });
  return (emoji, on) => mutation.mutate({ emoji, on });
}
