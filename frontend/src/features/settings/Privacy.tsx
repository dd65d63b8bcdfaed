import type { Preferences, PreferencesChange } from '../../api/types';
import { useI18n } from '../../i18n';
import { Switch } from '../../ui/Switch';

/** Who prefers to be seen less is obeyed everywhere. */
export function Privacy({ preferences: p, choose }: { preferences: Preferences; choose: (change: PreferencesChange) => void }) {
  const { t } = useI18n();
  return (
    <>
      <Switch
        label={t('settings.private')}
        text={t('settings.private.text')}
        checked={p.thank_privately}
        onChange={(on) => choose({ thank_privately: on })}
      />
      <Switch
        label={t('settings.points')}
        text={t('settings.points.text')}
        checked={p.points_private}
        onChange={(on) => choose({ points_private: on })}
      />
      <Switch
        label={t('settings.boards')}
        text={t('settings.boards.text')}
        checked={p.hidden_from_leaderboards}
        onChange={(on) => choose({ hidden_from_leaderboards: on })}
      />
    </>
  );
}
