import { useQuery } from '@tanstack/react-query';
import { signInOptionsQuery } from '../../api/queries';
import { decides } from '../../app/account';
import type { Me, NotificationKind, Preferences, PreferencesChange } from '../../api/types';
import { useI18n } from '../../i18n';
import l from '../../ui/layout.module.css';
import { Switch } from '../../ui/Switch';
import s from './settings.module.css';

type Choose = (change: NonNullable<PreferencesChange['notifications']>) => void;

/** Kinds that only some people ever hear of. */
function concerns(kind: NotificationKind['kind'], me: Me): boolean {
  if (kind === 'report') return me.role === 'owner' || me.role === 'admin';
  if (kind === 'system') return me.role === 'admin';
  return kind !== 'approval' || decides(me);
}

/** What one is told of, in the inbox. What waits for a decision is mailed as well, where mail is set up. */
export function Notifications({ chosen, choose, me }: { chosen: Preferences['notifications']; choose: Choose; me: Me }) {
  const { t } = useI18n();
  const options = useQuery(signInOptionsQuery);
  const mailed = options.data?.mail === true && me.email !== null;
  return (
    <>
      <p className={l.small}>{t('settings.notifications.text')}</p>
      <ul className={s.kinds}>
        {chosen.kinds
          .filter(({ kind }) => concerns(kind, me))
          .map((kind) => (
            <li key={kind.kind}>
              <Switch
                label={t(`settings.kind.${kind.kind}`)}
                checked={kind.inbox}
                onChange={(inbox) => choose({ kinds: [{ ...kind, inbox }] })}
              />
              {kind.kind === 'approval' && mailed && (
                <Switch label={t('settings.mail.approval')} checked={kind.mail} onChange={(mail) => choose({ kinds: [{ ...kind, mail }] })} />
              )}
            </li>
          ))}
      </ul>
    </>
  );
}
