import { useDeferredValue } from 'react';
import type { Behaviour, Customer, Me, Program } from '../../api/types';
import { useI18n } from '../../i18n';
import { Hidden } from '../../ui/bits';
import { cx } from '../../ui/cx';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { RecognitionCard } from '../../ui/Recognition';
import { type Draft, pointsOf } from './draft';
import s from './nominate.module.css';

interface PreviewProps {
  me: Me;
  draft: Draft;
  program: Program;
  behaviours: Behaviour[];
}

/** How it will look, while it is written. */
export function Preview({ me, draft: latest, program, behaviours }: PreviewProps) {
  const { t } = useI18n();
  const draft = useDeferredValue(latest);
  const customer =
    shownCustomer(draft) ??
    (program.simple
      ? { kind: 'employee' as const, id: me.id, name: me.name }
      : { kind: 'external' as const, name: t('nominate.preview.customer') });
  const nominees = draft.who.length > 0 ? draft.who : [{ id: '', name: t('nominate.preview.who'), team: null }];
  return (
    <aside className={cx(l.stack, s.aside)} aria-label={t('nominate.preview')}>
      <h2>{t('nominate.preview')}</h2>
      <RecognitionCard
        when={t('nominate.now')}
        content={{
          program,
          source: 'employee',
          as_thanks: false,
          nominator: { id: me.id, name: me.name, team: me.team },
          nominees,
          behaviours: behaviours.filter((b) => draft.behaviours.includes(b.id)),
          customer,
          story: draft.story.trim() || t('nominate.preview.story'),
          impact: draft.impact.trim(),
          enablers: draft.enablers,
          points: program.award ? 0 : pointsOf(draft, program),
          visibility: draft.private ? 'private' : 'public',
        }}
      />
      <Quality draft={draft} />
    </aside>
  );
}

function shownCustomer(draft: Draft): Customer | undefined {
  const person = draft.customerPerson[0];
  if (draft.customerKind === 'employee') return person && { kind: 'employee', id: person.id, name: person.name };
  if (draft.customerKind === 'team') return draft.customerTeam ? { kind: 'team', ...draft.customerTeam } : undefined;
  const name = draft.customerName.trim();
  return name === '' ? undefined : { kind: 'external', name, ...(draft.confidential && { confidential: true }) };
}

const goodLength = 60;

function Quality({ draft }: { draft: Draft }) {
  const { t } = useI18n();
  const signs = [
    { name: t('nominate.quality.customer'), good: shownCustomer(draft) !== undefined },
    { name: t('nominate.quality.done'), good: draft.story.trim().length >= goodLength },
    { name: t('nominate.quality.unseen'), good: draft.enablers.length > 0 },
    { name: t('nominate.quality.number'), good: /\d/.test(draft.impact) },
  ];
  return (
    <section className={cx(l.card, l.tight)}>
      <h2>{t('nominate.quality')}</h2>
      <ul className={s.hints}>
        {signs.map((sign) => (
          <li key={sign.name} className={cx(sign.good && s.good)}>
            <Icon name={sign.good ? 'check' : 'info'} />
            <span>
              {sign.name}
              <Hidden>: {sign.good ? t('nominate.quality.yes') : t('nominate.quality.no')}</Hidden>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
