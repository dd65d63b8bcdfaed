import type { Behaviour } from '../../api/types';
import { useI18n } from '../../i18n';
import type { Format } from '../../i18n/format';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import l from '../../ui/layout.module.css';
import { Note } from '../../ui/states';
import s from './import.module.css';
import { type DateOrder, holdsNames, type Kind, type Mapping, missing, peopleTargets, required, type Target, targets, toDate } from './mapping';
import type { Head, Shape } from './stream';

interface ColumnsProps {
  kind: Kind;
  name: string;
  head: Head;
  mapping: Mapping;
  behaviours: Behaviour[];
  deactivateMissing: boolean;
  onDeactivateMissing: (on: boolean) => void;
  onShape: (shape: Partial<Shape>) => void;
  onChange: (mapping: Mapping) => void;
  onBack: () => void;
  onNext: () => void;
  busy: boolean;
}

const separators = [',', ';', '\t', '|'] as const;
const encodings = ['utf-8', 'windows-1251', 'windows-1252', 'utf-16le', 'utf-16be'] as const;

/** Which column of the file is which, beside what stands in it. */
export function Columns(props: ColumnsProps) {
  const { kind, head, mapping, onChange } = props;
  const { t, format } = useI18n();
  const gaps = missing(kind, mapping);
  const set = (target: Target, column: number | undefined) => {
    const columns = Object.fromEntries(Object.entries(mapping.columns).filter(([other]) => other !== target)) as Mapping['columns'];
    if (column !== undefined) columns[target] = column;
    onChange({ ...mapping, columns, ...(target === 'behaviour' && { tags: false }) });
  };
  const dated = mapping.columns.given_at ?? mapping.columns.started_on;
  const firstDate = dated === undefined ? '' : (head.rows.map((row) => row[dated] ?? '').find((cell) => cell.trim() !== '') ?? '');
  const byName = peopleTargets[kind].filter((target) => holdsNames(head.rows, mapping.columns[target]));
  return (
    <>
      <ShapeNote {...props} />
      <section className={`${l.card} ${l.flush}`}>
        <div className={l.cardHead}>
          <h2 id="columns">{t('import.columns')}</h2>
          <span className={l.muted}>{props.name}</span>
        </div>
        {/* A table that is wider than the phone scrolls in its own box, by keyboard too. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <div className={l.tableBox} tabIndex={0} role="region" aria-labelledby="columns">
          <table className={`${l.table} ${s.mapping}`}>
            <thead>
              <tr>
                <th scope="col">{t('import.laurel')}</th>
                <th scope="col">{t('import.column')}</th>
                <th scope="col" className={s.example}>{t('import.example')}</th>
              </tr>
            </thead>
            <tbody>
              {targets[kind].map((target) => (
                <tr key={target}>
                  <th scope="row">
                    {t(`import.target.${target}`)}
                    {gaps.includes(target) && <small className={s.gap}>{t('import.needed')}</small>}
                    {target === 'behaviour' && mapping.columns.behaviour === undefined && (
                      <select
                        className={c.input}
                        aria-label={t('import.behaviour.all')}
                        value={mapping.behaviour}
                        onChange={(event) => onChange({ ...mapping, behaviour: event.target.value })}
                      >
                        <option value="">{t('import.behaviour.all')}</option>
                        {props.behaviours.map((behaviour) => (
                          <option key={behaviour.code} value={behaviour.code}>
                            {behaviour.name}
                          </option>
                        ))}
                      </select>
                    )}
                    {target === 'behaviour' && mapping.columns.behaviour !== undefined && (
                      <label className={c.check}>
                        <input type="checkbox" checked={mapping.tags} onChange={(event) => onChange({ ...mapping, tags: event.target.checked })} />
                        <span>{t('import.tags')}</span>
                      </label>
                    )}
                  </th>
                  <td>
                    <select
                      className={c.input}
                      aria-label={t('import.columnOf', { name: t(`import.target.${target}`) })}
                      aria-invalid={gaps.includes(target) || undefined}
                      value={mapping.columns[target] ?? ''}
                      onChange={(event) => set(target, event.target.value === '' ? undefined : Number(event.target.value))}
                    >
                      <option value="">{required[kind].includes(target) ? t('import.none') : t('import.noneOptional')}</option>
                      {head.header.map((name, column) => (
                        <option key={column} value={column}>
                          {name || t('import.unnamed', { place: format.number(column + 1) })}
                        </option>
                      ))}
                    </select>
                  </td>
                  <td className={s.example}>{examples(head, mapping.columns[target])}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <div className={s.below}>
          {kind === 'roster' && (mapping.columns.team === undefined || mapping.columns.manager_email === undefined) && (
            <Note icon="info">{t('import.emptied')}</Note>
          )}
          {byName.length > 0 && <Note icon="info">{t('import.byName', { names: format.list(byName.map((target) => t(`import.target.${target}`))) })}</Note>}
          {firstDate !== '' && (
            <label className={`${l.row} ${l.wrap}`}>
              {t('import.dates')}
              <select
                className={`${c.input} ${s.narrow}`}
                value={mapping.dates}
                onChange={(event) => onChange({ ...mapping, dates: event.target.value as DateOrder })}
              >
                <option value="iso">{t('import.dates.iso')}</option>
                <option value="dmy">{t('import.dates.dmy')}</option>
                <option value="mdy">{t('import.dates.mdy')}</option>
              </select>
              <span className={l.muted}>{t('import.dates.example', { text: firstDate, date: readable(toDate(firstDate, mapping.dates), format) })}</span>
            </label>
          )}
          {kind === 'roster' && (
            <label className={c.check}>
              <input type="checkbox" checked={props.deactivateMissing} onChange={(event) => props.onDeactivateMissing(event.target.checked)} />
              <span>{t('import.deactivateMissing')}</span>
            </label>
          )}
          <div className={`${l.row} ${l.wrap}`}>
            <Button look="primary" disabled={gaps.length > 0} busy={props.busy} onClick={props.onNext}>
              {t('import.check')}
            </Button>
            <Button look="ghost" onClick={props.onBack}>
              {t('import.other')}
            </Button>
            {gaps.length > 0 && <span className={s.gap}>{t('import.gaps', { names: format.list(gaps.map((target) => t(`import.target.${target}`))) })}</span>}
          </div>
        </div>
      </section>
    </>
  );
}

/** What is told of a file that is not written as the API wants it: the browser rewrites it. */
function ShapeNote({ head, onShape }: ColumnsProps) {
  const { t } = useI18n();
  const isPlain = head.delimiter === ',' && head.encoding === 'utf-8';
  if (isPlain && head.header.length > 1) return null;
  const one = head.header.length === 1;
  return (
    <Note tone={one ? 'ember' : 'sky'} icon="info" title={one ? t('import.shape.one') : head.delimiter === ';' ? t('import.shape.semicolons') : t('import.shape.other')}>
      <p>{one ? t('import.shape.one.text') : t('import.shape.text')}</p>
      <div className={`${l.row} ${l.wrap} ${s.shape}`}>
        <label className={l.row}>
          {t('import.separator')}
          <select className={`${c.input} ${s.narrow}`} value={head.delimiter} onChange={(event) => onShape({ encoding: head.encoding, delimiter: event.target.value })}>
            {separators.map((separator) => (
              <option key={separator} value={separator}>
                {t(`import.separator.${separator === ',' ? 'comma' : separator === ';' ? 'semicolon' : separator === '\t' ? 'tab' : 'bar'}`)}
              </option>
            ))}
          </select>
        </label>
        <label className={l.row}>
          {t('import.encoding')}
          <select className={`${c.input} ${s.narrow}`} value={head.encoding} onChange={(event) => onShape({ delimiter: head.delimiter, encoding: event.target.value })}>
            {encodings.map((encoding) => (
              <option key={encoding} value={encoding}>
                {encoding}
              </option>
            ))}
          </select>
        </label>
      </div>
    </Note>
  );
}

/** The first different values of a column. */
function examples(head: Head, column: number | undefined): string {
  if (column === undefined) return '';
  const values = new Set(head.rows.map((row) => (row[column] ?? '').trim()).filter((cell) => cell !== ''));
  return [...values]
    .slice(0, 3)
    .map((text) => (text.length > 40 ? `${text.slice(0, 40)}…` : text))
    .join(' · ');
}

/** A date or time of an import as the reader writes it; what is none stays as it is. */
function readable(date: string, format: Format): string {
  if (/^\d{4}-\d\d-\d\d$/.test(date)) return format.date(`${date}T12:00:00Z`);
  return Number.isNaN(Date.parse(date)) ? date : format.exact(date);
}
