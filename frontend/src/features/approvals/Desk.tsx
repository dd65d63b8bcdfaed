import { useEffect, useRef, useState } from 'react';
import type { Approval, Me } from '../../api/types';
import { useI18n } from '../../i18n';
import { Hidden } from '../../ui/bits';
import { Button, LinkButton } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { useKeys } from '../../ui/keys';
import l from '../../ui/layout.module.css';
import { Empty } from '../../ui/states';
import s from './approvals.module.css';
import { NominationDetail } from './NominationDetail';
import { Queue } from './Queue';
import { RedemptionDetail } from './RedemptionDetail';
import { SelectionBar } from './SelectionBar';
import { nameOf, useDecide, type Verdict } from './useDecide';

interface DeskProps {
  me: Me;
  kind: Approval['kind'];
  items: Approval[];
  /** The id of what one came for. */
  wanted: string | null;
}

/** The queue, and the one that is looked at; when it is decided, the next takes its place. */
export function Desk({ me, kind, items, wanted }: DeskProps) {
  const { t } = useI18n();
  const [chosen, setChosen] = useState({ id: wanted, at: 0 });
  const [selected, setSelected] = useState<string[]>([]);
  const [listed, setListed] = useState(false);
  const [said, setSaid] = useState('');
  const { decide, decideAll, undoLast, refused, busy } = useDecide(me);
  const place = useRef<HTMLElement>(null);
  const arrives = useRef(false);

  const found = items.findIndex((item) => item.id === chosen.id);
  const at = found >= 0 ? found : Math.min(chosen.at, items.length - 1);
  const current = items[at];
  const currentId = current?.id;
  const inQueue = selected.filter((id) => items.some((item) => item.id === id));

  const go = (to: number) => {
    const index = Math.min(Math.max(to, 0), items.length - 1);
    const item = items[index];
    if (!item) return;
    setChosen({ id: item.id, at: index });
    setSaid(t('approvals.at', { name: nameOf(item), at: index + 1, total: items.length }));
  };
  const toggle = (id: string) => setSelected(inQueue.includes(id) ? inQueue.filter((other) => other !== id) : [...inQueue, id]);
  useKeys({
    KeyJ: () => go(at + 1),
    KeyK: () => go(at - 1),
    ArrowRight: () => go(at + 1),
    ArrowLeft: () => go(at - 1),
    KeyX: () => currentId && toggle(currentId),
    KeyU: undoLast,
    Escape: () => (inQueue.length > 0 ? setSelected([]) : false),
  });

  // The focus goes on to what takes the place of the decided: nobody is left at a button that is gone.
  useEffect(() => {
    if (!arrives.current) return;
    arrives.current = false;
    const target = place.current;
    target?.focus({ preventScroll: true });
    if (target && target.getBoundingClientRect().top < 0) target.scrollIntoView({ block: 'start' });
  }, [currentId]);

  const onDecide = (verdict: Verdict) => {
    if (!current) return;
    arrives.current = true;
    setChosen({ id: null, at });
    decide(current, verdict);
  };
  const onDecideAll = (verdict: Verdict) => {
    arrives.current = true;
    decideAll(
      items.filter((item) => inQueue.includes(item.id)),
      verdict,
    );
    setSelected([]);
    setListed(false);
  };

  if (!current) {
    return (
      <section ref={place} tabIndex={-1} className={l.card} aria-label={t('approvals.leadNone')}>
        <NothingWaits kind={kind} />
      </section>
    );
  }
  const selecting = inQueue.length > 0;
  const bar = selecting ? (
    <SelectionBar
      me={me}
      kind={kind}
      count={inQueue.length}
      busy={busy}
      onDecide={onDecideAll}
      onClear={() => setSelected([])}
    />
  ) : null;
  return (
    <div className={s.layout}>
      <Queue
        items={items}
        current={current.id}
        selected={inQueue}
        refused={refused}
        open={listed}
        onChoose={(id) => {
          setListed(false);
          go(items.findIndex((item) => item.id === id));
        }}
        onSelect={setSelected}
      />
      <div className={s.pager}>
        <Button icon aria-label={t('approvals.previous')} disabled={at === 0} onClick={() => go(at - 1)}>
          <Icon name="cl" />
        </Button>
        <Button aria-expanded={listed} onClick={() => setListed(!listed)}>
          {t('approvals.pager', { at: at + 1, total: items.length })}
          <Icon name="cd" size="s" />
        </Button>
        <Button icon aria-label={t('approvals.next')} disabled={at === items.length - 1} onClick={() => go(at + 1)}>
          <Icon name="cr" />
        </Button>
      </div>
      <section ref={place} tabIndex={-1} className={s.detail} aria-label={labelOf(current)}>
        <Hidden>
          <h2>{labelOf(current)}</h2>
        </Hidden>
        {current.kind === 'nomination' ? (
          <NominationDetail key={current.id} me={me} approval={current} bar={bar} onDecide={onDecide} />
        ) : (
          <RedemptionDetail key={current.id} me={me} approval={current} bar={bar} onDecide={onDecide} />
        )}
      </section>
      <Hidden>
        <span role="status">{said}</span>
      </Hidden>
    </div>
  );

  function labelOf(item: Approval): string {
    return item.kind === 'nomination'
      ? t('approvals.detail', { name: nameOf(item), by: item.nomination.nominator?.name ?? t('line.nobody') })
      : t('approvals.detail.redemption', { name: nameOf(item) });
  }
}

function NothingWaits({ kind }: { kind: Approval['kind'] }) {
  const { t } = useI18n();
  return kind === 'nomination' ? (
    <Empty title={t('approvals.empty.title')} text={t('approvals.empty.text')}>
      <LinkButton to="/team">{t('approvals.empty.action')}</LinkButton>
    </Empty>
  ) : (
    <Empty title={t('approvals.empty.redemptions')} text={t('approvals.empty.redemptions.text')} />
  );
}
