import { useI18n } from '../../i18n';
import s from './admin.module.css';
import { TextField } from './parts';
import { type Language, otherOf, type Saying, type Sayings } from './texts';

/** A name and what belongs to it, in both languages side by side. */
export function TextsFields(props: {
  value: Sayings;
  onChange: (value: Sayings) => void;
  faults: (field: string) => string | null;
  /** The hint of the guidance, of what has one. */
  guidance?: string;
  /** What may be meant by the category in each language, of what has one. */
  categories?: Record<Language, readonly string[]>;
}) {
  const { t } = useI18n();
  const { value, onChange, faults } = props;
  const languages: Language[] = [value.first, otherOf(value.first)];
  const row = (field: keyof Saying, label: string, rows?: number, hint?: string) => (
    <div className={s.pair}>
      {languages.map((language) => (
        <TextField
          key={language}
          label={t('admin.inLanguage', { what: label, language: t(`admin.in.${language}`) })}
          lang={language}
          optional={language !== value.first || field !== 'name'}
          value={value[language][field]}
          hint={language === value.first ? hint : undefined}
          error={language === value.first ? faults(field) : faults(`translations.${language}.${field}`)}
          {...(rows && { rows })}
          {...(field === 'category' && { suggestions: props.categories?.[language] })}
          onChange={(text) => onChange({ ...value, [language]: { ...value[language], [field]: text } })}
        />
      ))}
    </div>
  );
  return (
    <>
      {row('name', t('admin.text.name'))}
      {row('description', t('admin.text.description'), 2)}
      {props.categories && row('category', t('admin.text.category'))}
      {props.guidance !== undefined && row('guidance', t('admin.text.guidance'), 3, props.guidance)}
    </>
  );
}
