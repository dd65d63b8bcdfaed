import type { BoardChoice } from '../../api/queries';
import type { Behaviour, Me, Metric, Period, Team } from '../../api/types';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { Seg } from '../../ui/Field';
import { Icon } from '../../ui/Icon';
import s from './board.module.css';

interface FiltersProps {
  me: Me;
  choice: BoardChoice;
  /** Null for all time, which has no neighbours. */
  periodName: string | null;
  teams: Team[];
  behaviours: Behaviour[];
  onChange: (part: Partial<BoardChoice>) => void;
  onStep: (steps: number) => void;
}

export function Filters({ me, choice, periodName, teams, behaviours, onChange, onStep }: FiltersProps) {
  const { t } = useI18n();
  const metrics: { value: Metric; label: string }[] = [
    { value: 'received', label: t('board.metric.received') },
    { value: 'recognitions', label: t('board.metric.recognitions') },
    { value: 'given', label: t('board.metric.given') },
    { value: 'thanked_by', label: t('board.metric.thanked_by') },
  ];
  const periods: { value: Period; label: string }[] = [
    { value: 'week', label: t('board.period.week') },
    { value: 'month', label: t('board.period.month') },
    { value: 'quarter', label: t('board.period.quarter') },
    { value: 'year', label: t('board.period.year') },
    { value: 'all', label: t('board.period.all') },
  ];
  return (
    <div className={s.filters}>
      <Seg label={t('board.metric')} value={choice.metric} options={metrics} onChange={(metric) => onChange({ metric })} />
      <Seg label={t('board.period')} value={choice.period} options={periods} onChange={(period) => onChange({ period, at: '' })} />
      <select
        className={c.input}
        aria-label={t('board.scope')}
        value={choice.scope}
        onChange={(event) => onChange({ scope: event.target.value, around: false })}
      >
        <option value="org">{t('board.scope.org')}</option>
        {me.team && <option value={`team:${me.team.id}`}>{t('board.scope.mine', { name: me.team.name })}</option>}
        <optgroup label={t('board.scope.teams')}>
          {teams
            .filter((team) => team.id !== me.team?.id)
            .map((team) => (
              <option key={team.id} value={`team:${team.id}`}>
                {team.name}
              </option>
            ))}
        </optgroup>
        <optgroup label={t('board.scope.behaviours')}>
          {behaviours.map((behaviour) => (
            <option key={behaviour.id} value={`behaviour:${behaviour.id}`}>
              {behaviour.name}
            </option>
          ))}
        </optgroup>
      </select>
      <div className={s.steps}>
        {periodName !== null && (
          <>
            <Button icon aria-label={t('board.earlier')} onClick={() => onStep(-1)}>
              <Icon name="cl" />
            </Button>
            <span className={s.periodName}>{periodName}</span>
            <Button icon aria-label={t('board.later')} disabled={choice.at === ''} onClick={() => onStep(1)}>
              <Icon name="cr" />
            </Button>
            {choice.at !== '' && (
              <Button small onClick={() => onChange({ at: '' })}>
                {t('board.now')}
              </Button>
            )}
          </>
        )}
        <span className={s.around}>
          <Button small aria-pressed={choice.around} onClick={() => onChange({ around: !choice.around })}>
            <Icon name={choice.around ? 'up' : 'target'} size="s" />
            {choice.around ? t('board.top') : t('board.around')}
          </Button>
        </span>
      </div>
    </div>
  );
}
