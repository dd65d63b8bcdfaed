import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/client';
import { preferencesQuery } from '../../api/queries';
import type { Preferences } from '../../api/types';
import { useI18n } from '../../i18n';
import { cx } from '../../ui/cx';
import l from '../../ui/layout.module.css';
import { Switch } from '../../ui/Switch';
import { useErrorText } from '../../ui/states';
import { useToast } from '../../ui/toast';

/** Who prefers not to stand on boards is obeyed everywhere. */
export function Visibility() {
  const { t } = useI18n();
  const client = useQueryClient();
  const tell = useToast();
  const errorText = useErrorText();
  const preferences = useQuery(preferencesQuery);
  const change = useMutation({
    mutationFn: (hidden: boolean) => call<Preferences>('PATCH', '/me/preferences', { body: { hidden_from_leaderboards: hidden } }),
    onMutate: (hidden) => {
      const before = client.getQueryData(preferencesQuery.queryKey);
      client.setQueryData(preferencesQuery.queryKey, (p) => p && { ...p, hidden_from_leaderboards: hidden });
      return { before };
    },
    onError: (error, _, context) => {
      client.setQueryData(preferencesQuery.queryKey, context?.before);
      tell(errorText(error), { bad: true });
    },
    onSettled: () => {
      for (const name of ['preferences', 'board']) void client.invalidateQueries({ queryKey: [name] });
    },
  });
  if (!preferences.data) return null;
  return (
    <section className={cx(l.card, l.tight)}>
      <Switch
        label={t('board.hide')}
        text={t('board.hide.text')}
        checked={!preferences.data.hidden_from_leaderboards}
        onChange={(shown) => change.mutate(!shown)}
      />
    </section>
  );
}
