import { useId } from 'react';
import type { CustomerKind, Team } from '../../api/types';
import { useI18n } from '../../i18n';
import c from '../../ui/controls.module.css';
import { Field, FieldNote, Seg } from '../../ui/Field';
import PeoplePicker from '../../ui/PeoplePicker';
import type { Draft } from './draft';

interface CustomerFieldsProps {
  draft: Draft;
  teams: Team[];
  change: (part: Partial<Draft>) => void;
  error: string | null;
}

/** A colleague, a team, or somebody outside: each employee has customers. */
export function CustomerFields({ draft, teams, change, error }: CustomerFieldsProps) {
  const { t } = useI18n();
  const hint = useId();
  const kinds: { value: CustomerKind; label: string }[] = [
    { value: 'employee', label: t('nominate.customer.employee') },
    { value: 'team', label: t('nominate.customer.team') },
    { value: 'external', label: t('nominate.customer.external') },
  ];
  return (
    <fieldset className={c.field}>
      <legend className={c.label}>{t('nominate.customer')}</legend>
      <Seg
        label={t('nominate.customer.kind')}
        value={draft.customerKind}
        options={kinds}
        onChange={(customerKind) => change({ customerKind })}
      />
      {draft.customerKind === 'employee' && (
        <PeoplePicker
          label={t('nominate.customer.colleague')}
          hideLabel
          value={draft.customerPerson}
          max={1}
          without={draft.who.map((p) => p.id)}
          onChange={(customerPerson) => change({ customerPerson })}
          error={error}
        />
      )}
      {draft.customerKind === 'team' && (
        <>
          <select
            className={c.input}
            aria-label={t('nominate.customer.teamName')}
            aria-invalid={error ? true : undefined}
            value={draft.customerTeam?.id ?? ''}
            onChange={(event) => {
              const team = teams.find((candidate) => candidate.id === event.target.value);
              change({ customerTeam: team ? { id: team.id, name: team.name } : null });
            }}
          >
            <option value="">{t('nominate.customer.chooseTeam')}</option>
            {teams.map((team) => (
              <option key={team.id} value={team.id}>
                {team.name}
              </option>
            ))}
          </select>
          {error && <FieldNote error text={error} />}
        </>
      )}
      {draft.customerKind === 'external' && (
        <>
          <Field label={t('nominate.customer.name')} error={error}>
            {(wiring) => (
              <input
                {...wiring}
                className={c.input}
                maxLength={200}
                value={draft.customerName}
                onChange={(event) => change({ customerName: event.target.value })}
              />
            )}
          </Field>
          <label className={c.check}>
            <input type="checkbox" checked={draft.confidential} aria-describedby={hint} onChange={(event) => change({ confidential: event.target.checked })} />
            <span>{t('nominate.customer.confidential')}</span>
          </label>
          {draft.confidential && <FieldNote id={hint} text={t('nominate.customer.confidential.hint')} />}
        </>
      )}
    </fieldset>
  );
}
