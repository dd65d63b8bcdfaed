import { queryOptions } from '@tanstack/react-query';
import { call } from '../../api/client';
import type { Link } from '../../api/types';

/** A link by which one chooses a password: who was invited, or who has forgotten theirs. */
export type Kind = 'invitation' | 'reset';

export const linkQuery = (kind: Kind, token: string) =>
  queryOptions({
    queryKey: ['link', kind, token],
    queryFn: ({ signal }) => call<Link>('GET', pathOf(kind, token), { signal }),
    enabled: token !== '',
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });

function pathOf(kind: Kind, token: string): string {
  const path = kind === 'invitation' ? '/auth/invitations/' : '/auth/password/reset/';
  return path + encodeURIComponent(token);
}

export function choosePassword(kind: Kind, token: string, password: string): Promise<void> {
  if (kind === 'invitation') return call('POST', pathOf(kind, token), { body: { password } });
  return call('POST', '/auth/password/reset', { body: { token, password } });
}
