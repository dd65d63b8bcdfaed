import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { useIntent } from '../../api/intent';
import { print } from '../../api/paper';
import { isProblem } from '../../api/problem';
import { teamsQuery } from '../../api/queries';
import type { Team } from '../../api/types';
import { useI18n } from '../../i18n';
import { PageHead, useTitle } from '../../ui/bits';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { Field, Seg } from '../../ui/Field';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { Failed, Note, RowBones, useErrorText } from '../../ui/states';
import { useToast } from '../../ui/toast';
import s from './codes.module.css';
import { below } from './tree';

/** Cards stand eight on a page: everybody gets pages of their own. */
const onPage = 8;
const most = 400;

/** How does a team without screens thank? By a sheet of cards for everybody in it. */
export default function TeamCards() {
  const { t } = useI18n();
  useTitle(t('admin.cards.title'));
  const teams = useQuery(teamsQuery);
  return (
    <>
      <PageHead title={t('admin.cards.title')} lead={t('admin.cards.lead')} />
      <div className={l.card}>
        {teams.isPending && <RowBones rows={3} />}
        {teams.isError && <Failed title={t('list.failed')} error={teams.error} retry={() => void teams.refetch()} />}
        {teams.data && <PrintForm teams={teams.data} />}
      </div>
    </>
  );
}

function PrintForm({ teams }: { teams: Team[] }) {
  const { t, locale } = useI18n();
  const errorText = useErrorText();
  const client = useQueryClient();
  const tell = useToast();
  const intent = useIntent();
  const [team, setTeam] = useState('');
  const [pages, setPages] = useState<'1' | '2' | '3'>('1');
  const each = onPage * Number(pages);
  const within = below(teams, team);
  const people = teams.reduce((sum, { id, members }) => (within.has(id) ? sum + members : sum), 0);
  const cards = people * each;
  const make = useMutation({
    mutationFn: () => {
      const body = { team_id: team, count: each };
      return print('/cards', { body, key: intent.key(body), language: locale, name: 'laurel-cards.pdf' });
    },
    onSuccess: () => {
      intent.done();
      tell(t('cards.made', { count: cards }));
      return client.invalidateQueries({ queryKey: ['cards'] });
    },
    // Somebody has come or gone since the teams were read.
    onError: () => client.invalidateQueries({ queryKey: teamsQuery.queryKey }),
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!make.isPending) make.mutate();
  };
  return (
    <form className={s.form} onSubmit={submit}>
      <Field label={t('admin.codes.team')} hint={t('admin.cards.team.hint')}>
        {(wiring) => (
          <select {...wiring} className={c.input} required value={team} onChange={(event) => setTeam(event.target.value)}>
            <option value="">{t('admin.codes.choose')}</option>
            {teams.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Seg
        label={t('admin.cards.each')}
        value={pages}
        options={(['1', '2', '3'] as const).map((value) => ({ value, label: t('admin.cards.eachOf', { count: onPage * Number(value) }) }))}
        onChange={setPages}
      />
      {team !== '' && <Size people={people} cards={cards} />}
      <Note icon="info">{t('admin.cards.byHand')}</Note>
      {make.isError && (
        <Note tone="bad" icon="alert" alert>
          {isProblem(make.error, 'too_many_cards') ? t('admin.cards.tooManyEach') : errorText(make.error)}
        </Note>
      )}
      <div>
        <Button type="submit" look="primary" busy={make.isPending} disabled={team !== '' && (cards === 0 || cards > most)}>
          <Icon name="download" />
          {make.isPending ? t('cards.making') : t('cards.make')}
        </Button>
      </div>
    </form>
  );
}

/** How much paper it will be, or why it cannot be printed. */
function Size({ people, cards }: { people: number; cards: number }) {
  const { t } = useI18n();
  if (people === 0) return <Note icon="alert" tone="ember">{t('error.empty_team')}</Note>;
  if (cards > most) return <Note icon="alert" tone="ember">{t('error.sheet_too_long')}</Note>;
  return (
    <p className={l.soft} role="status">
      {t('admin.cards.people', { count: people })} · {t('cards.sheets.of', { count: cards })} · {t('admin.cards.pages', { count: cards / onPage })}
    </p>
  );
}
