import { useState } from 'react';
import type { Me, NotificationKind, Preferences, PreferencesChange } from '../../api/types';
import { useI18n } from '../../i18n';
import { Hidden } from '../../ui/bits';
import c from '../../ui/controls.module.css';
import { cx } from '../../ui/cx';
import { Field, Seg } from '../../ui/Field';
import l from '../../ui/layout.module.css';
import { Switch } from '../../ui/Switch';
import s from './settings.module.css';

type Chosen = Preferences['notifications'];
type Choose = (change: NonNullable<PreferencesChange['notifications']>) => void;

/** Kinds that only some people ever hear of. */
function concerns(kind: NotificationKind['kind'], me: Me): boolean {
  if (kind === 'report') return me.role === 'owner' || me.role === 'admin';
  if (kind === 'system') return me.role === 'admin';
  return kind !== 'approval' || me.reports > 0 || me.role !== 'employee';
}

/** What one is told of, and how. */
export function Notifications({ chosen, choose, me }: { chosen: Chosen; choose: Choose; me: Me }) {
  const { t } = useI18n();
  const mailed = chosen.kinds.some((k) => k.mail);
  return (
    <>
      <p className={cx(l.soft, l.small)}>{t('settings.notifications.text')}</p>
      <table className={s.kinds}>
        <thead>
          <tr>
            <th scope="col">
              <Hidden>{t('settings.kind')}</Hidden>
            </th>
            <th scope="col">{t('settings.inbox')}</th>
            <th scope="col">{t('settings.mail')}</th>
          </tr>
        </thead>
        <tbody>
          {chosen.kinds
            .filter(({ kind }) => concerns(kind, me))
            .map((kind) => (
              <Kind key={kind.kind} kind={kind} onChange={(next) => choose({ kinds: [next] })} />
            ))}
        </tbody>
      </table>
      {mailed && (
        <div className={s.setting}>
          <h3>{t('settings.digest')}</h3>
          <Seg
            label={t('settings.digest')}
            value={chosen.digest}
            options={[
              { value: 'instant', label: t('settings.digest.instant') },
              { value: 'daily', label: t('settings.digest.daily') },
              { value: 'weekly', label: t('settings.digest.weekly') },
            ]}
            onChange={(digest) => choose({ digest })}
          />
        </div>
      )}
      {mailed && <Quiet chosen={chosen.quiet_hours} choose={choose} />}
    </>
  );
}

function Kind({ kind, onChange }: { kind: NotificationKind; onChange: (next: NotificationKind) => void }) {
  const { t } = useI18n();
  const name = t(`settings.kind.${kind.kind}`);
  const box = (channel: 'inbox' | 'mail', label: string) => (
    <td>
      <label className={s.box}>
        <input type="checkbox" checked={kind[channel]} onChange={(event) => onChange({ ...kind, [channel]: event.target.checked })} />
        <Hidden>
          {name}: {label}
        </Hidden>
      </label>
    </td>
  );
  return (
    <tr>
      <th scope="row">{name}</th>
      {box('inbox', t('settings.inbox'))}
      {box('mail', t('settings.mail'))}
    </tr>
  );
}

const night = { from: '22:00', to: '07:00' };

function Quiet({ chosen, choose }: { chosen: Chosen['quiet_hours']; choose: Choose }) {
  const { t } = useI18n();
  // What is typed is kept when it is whole; in between it belongs to the field.
  const [typed, setTyped] = useState(chosen ?? night);
  const set = (part: 'from' | 'to', value: string) => {
    const next = { ...typed, [part]: value };
    setTyped(next);
    if (/^\d\d:\d\d$/.test(next.from) && /^\d\d:\d\d$/.test(next.to) && next.from !== next.to) choose({ quiet_hours: next });
  };
  return (
    <div className={l.stack}>
      <Switch
        label={t('settings.quiet')}
        text={t('settings.quiet.text')}
        checked={chosen !== null}
        onChange={(on) => {
          const hours = typed.from === typed.to ? night : typed;
          setTyped(hours);
          choose({ quiet_hours: on ? hours : { from: '00:00', to: '00:00' } });
        }}
      />
      {chosen && (
        <div className={s.hours}>
          {(['from', 'to'] as const).map((part) => (
            <Field key={part} label={t(`settings.quiet.${part}`)}>
              {(wiring) => (
                <input {...wiring} className={c.input} type="time" value={typed[part]} onChange={(event) => set(part, event.target.value)} />
              )}
            </Field>
          ))}
        </div>
      )}
    </div>
  );
}
