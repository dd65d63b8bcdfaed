import { useQuery } from '@tanstack/react-query';
import type { SyntheticEvent } from 'react';
import { call } from '../../api/client';
import { useI18n } from '../../i18n';
import { ownWords, type Thing, things } from '../../i18n/words';
import { PageHead, useTitle } from '../../ui/bits';
import { cx } from '../../ui/cx';
import l from '../../ui/layout.module.css';
import { Failed, RowBones } from '../../ui/states';
import { useTyped } from '../../ui/useTyped';
import s from './admin.module.css';
import { Celebrations, celebrationsDraft, celebrationsOf } from './Celebrations';
import { type Settings as Shape, settingsQuery } from './api';
import { currencyOf, minorOf, typedMoney } from './money';
import { Check, FormFoot, SaveFailed, SelectField, TextField, useFaults, useWrite } from './parts';
import { TaxFree } from './TaxFree';

/** What holds for the whole organisation. */
export default function Settings() {
  const { t } = useI18n();
  useTitle(t('admin.settings.title'));
  const settings = useQuery(settingsQuery);
  return (
    <>
      <PageHead title={t('admin.settings.title')} lead={t('admin.settings.lead')} />
      {settings.isPending && (
        <div className={l.card}>
          <RowBones rows={4} />
        </div>
      )}
      {settings.isError && <Failed title={t('admin.settings.failed')} error={settings.error} retry={() => void settings.refetch()} />}
      {settings.data && <Form settings={settings.data} />}
    </>
  );
}

const languages = ['en', 'ru'] as const;
type Forms = Record<(typeof languages)[number], Record<Thing, string[]>>;

/** Every form, empty where Laurel's own word holds. */
function formsOf(words: Shape['words']): Forms {
  const of = (language: (typeof languages)[number], thing: Thing) => {
    const given = words[language]?.[thing];
    return ownWords[language][thing].map((_, at) => given?.[at] ?? '');
  };
  const all = (language: (typeof languages)[number]) =>
    Object.fromEntries(things.map((thing) => [thing, of(language, thing)])) as Record<Thing, string[]>;
  return { en: all('en'), ru: all('ru') };
}

function draftOf(settings: Shape) {
  const { name, language, allowance, words, point_cost } = settings;
  const cost = {
    points: String(point_cost?.points ?? 1),
    amount: point_cost ? typedMoney(point_cost.amount, point_cost.currency) : '',
    currency: point_cost?.currency ?? 'EUR',
  };
  return {
    name,
    language,
    allowance: String(allowance),
    perReport: String(settings.allowance_per_report),
    period: settings.allowance_period,
    proRata: settings.allowance_pro_rata,
    taxFree: settings.tax_free.map((one) => ({ country: one.country, amount: typedMoney(one.amount, one.currency), currency: one.currency })),
    forms: formsOf(words),
    celebrations: celebrationsDraft(settings.celebrations),
    cost,
  };
}

/** What a point costs as the API takes it; without an amount nobody has said. */
function costOf({ points, amount, currency }: ReturnType<typeof draftOf>['cost']) {
  const code = currencyOf(currency);
  const minor = minorOf(amount, code);
  return minor === null ? null : { points: Number(points), amount: minor, currency: code };
}

function Form({ settings }: { settings: Shape }) {
  const { t } = useI18n();
  const [draft, setDraft, forget] = useTyped('admin.settings', draftOf(settings));
  const { name, language, allowance, forms, cost } = draft;
  const save = useWrite({
    write: (body: object) => call<Shape>('PATCH', '/settings', { body }),
    moves: ['settings', 'me', 'audit', 'analytics', 'celebrations'],
    done: () => t('admin.saved'),
    onDone: (saved) => {
      setDraft(draftOf(saved));
      forget();
    },
  });
  const faults = useFaults(save.error);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    save.mutate({
      name,
      language,
      allowance: Number(allowance),
      allowance_per_report: Number(draft.perReport),
      allowance_period: draft.period,
      allowance_pro_rata: draft.proRata,
      tax_free: draft.taxFree.map(({ country, amount, currency }) => {
        const code = currencyOf(currency);
        return { country, amount: minorOf(amount, code) ?? 0, currency: code };
      }),
      celebrations: celebrationsOf(draft.celebrations),
      words: forms,
      point_cost: costOf(cost),
    });
  };
  const setCost = (part: Partial<typeof cost>) => {
    setDraft({ ...draft, cost: { ...cost, ...part } });
  };
  const set = (of: 'en' | 'ru', thing: Thing, at: number, text: string) => {
    const changed = { ...forms[of], [thing]: forms[of][thing].map((form, place) => (place === at ? text : form)) };
    setDraft({ ...draft, forms: { ...forms, [of]: changed } });
  };
  return (
    <form className={s.form} noValidate onSubmit={submit}>
      <section className={l.card} aria-label={t('admin.settings.organisation')}>
        <h2>{t('admin.settings.organisation')}</h2>
        <TextField label={t('admin.settings.name')} optional value={name} error={faults('name')} onChange={(next) => setDraft({ ...draft, name: next })} />
        <div className={s.pair}>
          <SelectField
            label={t('admin.settings.language')}
            hint={t('admin.settings.language.hint')}
            value={language}
            error={faults('language')}
            onChange={(value) => setDraft({ ...draft, language: value as Shape['language'] })}
            options={languages.map((value) => ({ value, label: t(`admin.language.${value}`) }))}
          />
        </div>
        <dl className={l.kv}>
          <dt>{t('admin.settings.zone')}</dt>
          <dd>{settings.time_zone}</dd>
        </dl>
        <p className={cx(l.small, l.muted)}>{t('admin.settings.zone.hint')}</p>
      </section>
      <section className={l.card} aria-label={t('admin.give')}>
        <h2>{t('admin.give')}</h2>
        <div className={s.three}>
          <TextField
            label={t('admin.settings.allowance')}
            type="number"
            min={0}
            value={allowance}
            error={faults('allowance')}
            onChange={(next) => setDraft({ ...draft, allowance: next })}
          />
          <SelectField
            label={t('admin.give.period')}
            value={draft.period}
            error={faults('allowance_period')}
            onChange={(value) => setDraft({ ...draft, period: value as Shape['allowance_period'] })}
            options={(['week', 'month', 'quarter'] as const).map((value) => ({ value, label: t(`admin.period.${value}`) }))}
          />
          <TextField
            label={t('admin.give.perReport')}
            type="number"
            min={0}
            value={draft.perReport}
            error={faults('allowance_per_report')}
            onChange={(perReport) => setDraft({ ...draft, perReport })}
          />
        </div>
        <Check
          label={t('admin.give.proRata')}
          hint={t('admin.give.proRata.hint')}
          checked={draft.proRata}
          onChange={(proRata) => setDraft({ ...draft, proRata })}
        />
        <p className={cx(l.small, l.muted)}>{t('admin.settings.allowance.hint')}</p>
      </section>
      <Celebrations draft={draft.celebrations} onChange={(celebrations) => setDraft({ ...draft, celebrations })} fault={faults} />
      <section className={l.card} aria-label={t('admin.cost')}>
        <h2>{t('admin.cost')}</h2>
        <p className={l.soft}>{t('admin.cost.text')}</p>
        <div className={s.three}>
          <TextField
            label={t('admin.cost.points')}
            type="number"
            min={1}
            value={cost.points}
            error={faults('point_cost.points')}
            onChange={(points) => setCost({ points })}
          />
          <TextField
            label={t('admin.cost.amount')}
            optional
            value={cost.amount}
            error={faults('point_cost.amount')}
            onChange={(amount) => setCost({ amount })}
          />
          <TextField
            label={t('admin.reward.currency')}
            mono
            value={cost.currency}
            error={faults('point_cost.currency')}
            onChange={(currency) => setCost({ currency })}
          />
        </div>
      </section>
      <TaxFree list={draft.taxFree} onChange={(taxFree) => setDraft({ ...draft, taxFree })} fault={faults} />
      <section className={l.card} aria-label={t('admin.words')}>
        <h2>{t('admin.words')}</h2>
        <p className={l.soft}>{t('admin.words.text')}</p>
        {languages.map((of) => (
          <div key={of} className={l.stack}>
            <h3>{t(`admin.language.${of}`)}</h3>
            {things.map((thing) => (
              <details key={thing} className={s.more} open={forms[of][thing].some(Boolean)}>
                <summary>
                  <span lang={of}>{ownWords[of][thing][0]}</span>
                  {forms[of][thing][0] && (
                    <>
                      {' → '}
                      <b lang={of}>{forms[of][thing][0]}</b>
                    </>
                  )}
                </summary>
                <div className={s.forms} lang={of}>
                  {ownWords[of][thing].map((own, at) => (
                    <TextField
                      // The forms of a word have a fixed order.
                      key={at}
                      label={t('admin.words.instead', { word: own, form: t(`admin.form.${of}.${at}` as 'admin.form.en.0') })}
                      lang={of}
                      value={forms[of][thing][at] ?? ''}
                      error={at === 0 ? faults(`words.${of}.${thing}`) : null}
                      onChange={(text) => set(of, thing, at, text)}
                    />
                  ))}
                </div>
              </details>
            ))}
          </div>
        ))}
      </section>
      <SaveFailed error={save.error} fields={['name', 'language', 'allowance', 'allowance_per_report', 'allowance_period', 'tax_free', 'point_cost.points', 'point_cost.amount', 'point_cost.currency', 'celebrations.anniversary_points', 'celebrations.birthday_points']} />
      <FormFoot busy={save.isPending} save={t('admin.save')} />
    </form>
  );
}
