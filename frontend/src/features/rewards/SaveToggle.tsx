import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/client';
import type { Reward } from '../../api/types';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { useErrorText } from '../../ui/states';
import { useToast } from '../../ui/toast';

/** Says that one saves for a reward, or does no more: only oneself sees it. */
export function SaveToggle({ reward }: { reward: Reward }) {
  const { t } = useI18n();
  const client = useQueryClient();
  const tell = useToast();
  const errorText = useErrorText();
  const toggle = useMutation({
    mutationFn: (wished: boolean) => call(wished ? 'PUT' : 'DELETE', `/me/wishes/${reward.id}`),
    onError: (error) => tell(errorText(error), { bad: true }),
    onSettled: () => Promise.all(['rewards', 'wishes'].map((part) => client.invalidateQueries({ queryKey: [part] }))),
  });
  // What was asked for is shown until the server has said it: it can be undone by the same button.
  const wished = toggle.isPending ? toggle.variables : reward.wished;
  return (
    <Button small look="ghost" aria-pressed={wished} aria-label={t('wishes.save.of', { name: reward.name })} onClick={() => toggle.mutate(!wished)}>
      {wished && <Icon name="check" size="s" />}
      {t('wishes.save')}
    </Button>
  );
}
