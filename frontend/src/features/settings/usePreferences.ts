import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/client';
import { meQuery, preferencesQuery } from '../../api/queries';
import type { Preferences, PreferencesChange } from '../../api/types';
import { useErrorText } from '../../ui/states';
import { useToast } from '../../ui/toast';

/** What one has chosen, and a way to choose: shown at once, put back where the server refuses it. */
export function usePreferences() {
  const client = useQueryClient();
  const tell = useToast();
  const errorText = useErrorText();
  const preferences = useQuery(preferencesQuery);
  const change = useMutation({
    mutationFn: (body: PreferencesChange) => call<Preferences>('PATCH', '/me/preferences', { body }),
    scope: { id: 'preferences' }, // one after the other: the last choice is the one that stays
    onMutate: (body) => {
      const before = client.getQueryData(preferencesQuery.queryKey);
      client.setQueryData(preferencesQuery.queryKey, (p) => p && expected(p, body));
      return { before };
    },
    onSuccess: (now) => {
      client.setQueryData(preferencesQuery.queryKey, now);
      client.setQueryData(meQuery.queryKey, (me) => me && { ...me, locale: now.locale, locale_chosen: now.locale_chosen, theme: now.theme, time_zone: now.time_zone });
      for (const name of ['board', 'feed', 'profile', 'celebrations']) void client.invalidateQueries({ queryKey: [name] });
    },
    onError: (error, _, context) => {
      client.setQueryData(preferencesQuery.queryKey, context?.before);
      tell(errorText(error), { bad: true });
    },
  });
  return { preferences, choose: change.mutate };
}

/** What the server will make of a choice. */
export function expected(p: Preferences, change: PreferencesChange): Preferences {
  const { notifications, birthday, ...rest } = change;
  const next: Preferences = { ...p, ...rest };
  if (rest.points_private) next.hidden_from_leaderboards = true;
  if (rest.hidden_from_leaderboards === false) next.points_private = false;
  if (birthday !== undefined) next.birthday = birthday && { month: birthday.month, day: birthday.day };
  if (notifications) {
    const kinds = p.notifications.kinds.map((k) => notifications.kinds?.find((chosen) => chosen.kind === k.kind) ?? k);
    next.notifications = { ...p.notifications, kinds };
  }
  return next;
}
