import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { FieldNote } from '../../ui/Field';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import PeoplePicker from '../../ui/PeoplePicker';
import s from './admin.module.css';
import { SelectField, TextField } from './parts';
import { type AwardDraft, type CriterionDraft, newCriterion } from './program';
import { type Language, otherOf } from './texts';

const most = { panel: 15, criteria: 10 };
const weights = ['1', '2', '3', '4', '5'] as const;

interface AwardFieldsProps {
  award: AwardDraft;
  /** The language in which the program was written. */
  first: Language;
  faults: (field: string) => string | null;
  onChange: (award: AwardDraft) => void;
}

/** Who scores, by what, and how many win. */
export function AwardFields({ award, first, faults, onChange }: AwardFieldsProps) {
  const { t } = useI18n();
  const set = (part: Partial<AwardDraft>) => onChange({ ...award, ...part });
  const setCriterion = (at: number, part: Partial<CriterionDraft>) =>
    set({ criteria: award.criteria.map((criterion, i) => (i === at ? { ...criterion, ...part } : criterion)) });
  const words = (i: number, criterion: CriterionDraft, field: 'name' | 'description', label: string) => {
    const other = otherOf(first);
    const translation = criterion.translation ?? { name: '', description: '' };
    return (
      <div className={s.pair}>
        <TextField
          label={t('admin.inLanguage', { what: label, language: t(`admin.in.${first}`) })}
          lang={first}
          optional={field !== 'name'}
          value={criterion[field]}
          error={faults(`award.criteria[${i}].${field}`)}
          onChange={(text) => setCriterion(i, { [field]: text })}
        />
        <TextField
          label={t('admin.inLanguage', { what: label, language: t(`admin.in.${other}`) })}
          lang={other}
          optional
          value={translation[field]}
          error={faults(`award.criteria[${i}].translations.${other}.${field}`)}
          onChange={(text) => setCriterion(i, { translation: { ...translation, [field]: text } })}
        />
      </div>
    );
  };
  return (
    <section className={l.card} aria-label={t('admin.award')}>
      <h2>{t('admin.award')}</h2>
      <TextField
        label={t('admin.award.winners')}
        type="number"
        min={1}
        max={100}
        value={award.winners}
        error={faults('award.winners')}
        onChange={(winners) => set({ winners })}
      />
      <PeoplePicker
        label={t('admin.award.panel')}
        hint={t('admin.award.panel.hint')}
        value={award.panel}
        max={most.panel}
        error={faults('award.panel_ids')}
        onChange={(panel) => set({ panel })}
      />
      <h3>{t('admin.award.criteria')}</h3>
      <p className={cx(l.small, l.soft)}>{t('admin.award.criteria.hint')}</p>
      <ol className={l.stack}>
        {award.criteria.map((criterion, i) => (
          <li key={i} className={s.criterion}>
            {words(i, criterion, 'name', t('admin.award.criterion', { number: i + 1 }))}
            {words(i, criterion, 'description', t('admin.award.description', { number: i + 1 }))}
            <div className={s.criterionFoot}>
              <SelectField
                label={t('admin.award.weight')}
                value={criterion.weight}
                error={faults(`award.criteria[${i}].weight`)}
                onChange={(weight) => setCriterion(i, { weight })}
                options={weights.map((weight) => ({ value: weight, label: weight }))}
              />
              <Button
                icon
                look="ghost"
                aria-label={t('action.remove', { name: criterion.name || t('admin.award.criterion', { number: i + 1 }) })}
                disabled={award.criteria.length === 1}
                onClick={() => set({ criteria: award.criteria.filter((_, at) => at !== i) })}
              >
                <Icon name="x" />
              </Button>
            </div>
          </li>
        ))}
      </ol>
      {faults('award.criteria') && <FieldNote error text={t('admin.award.criteria.fault')} />}
      {award.criteria.length < most.criteria && (
        <div>
          <Button small onClick={() => set({ criteria: [...award.criteria, newCriterion] })}>
            <Icon name="plus" size="s" />
            {t('admin.award.criterion.add')}
          </Button>
        </div>
      )}
    </section>
  );
}
