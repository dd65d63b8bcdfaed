import type { Preferences, PreferencesChange } from '../../api/types';
import { useI18n } from '../../i18n';
import { Switch } from '../../ui/Switch';
import { Birthday } from './Birthday';

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
      <Switch
        label={t('settings.anniversary')}
        text={t('settings.anniversary.text')}
        checked={p.anniversary_hidden}
        onChange={(on) => choose({ anniversary_hidden: on })}
      />
      <Birthday birthday={p.birthday} choose={choose} />
    </>
  );
}
