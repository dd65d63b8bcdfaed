import { Fragment } from 'react';
import type { Me } from '../api/types';
import { useI18n } from '../i18n';
import { Dialog } from '../ui/Dialog';
import l from '../ui/layout.module.css';
import s from './shell.module.css';

/** The list of keys. */
export default function KeysDialog({ me, decides, runs, onClose }: { me: Me; decides: boolean; runs: boolean; onClose: () => void }) {
  const { t } = useI18n();
  const anywhere: [string, string][] = [
    ['/', t('keys.search')],
    ['N', t('keys.nominate')],
    ['?', t('keys.help')],
    ['G', t('keys.go')],
    ['G H', t('nav.home')],
    ['G I', t('nav.inbox')],
    ['G L', t('nav.boards')],
    ['G W', t('nav.wallet')],
    ['G R', t('nav.rewards')],
  ];
  if (decides) anywhere.push(['G Q', t('nav.approvals')]);
  if (me.reports > 0) anywhere.push(['G T', t('nav.team')]);
  if (me.role === 'owner') anywhere.push(['G F', t('nav.fulfilment')]);
  if (runs) anywhere.push(['G A', t('nav.admin')]);
  const approvals: [string, string][] = [
    ['A', t('keys.approve')],
    ['P', t('keys.points')],
    ['T', t('keys.thanks')],
    ['D', t('keys.decline')],
    ['G', t('keys.delegate')],
    ['X', t('keys.select')],
    ['U', t('keys.undo')],
    ['Esc', t('keys.clear')],
    ['J', t('keys.next')],
    ['K', t('keys.previous')],
  ];
  return (
    <Dialog title={t('keys.title')} wide={decides} onClose={onClose}>
      <div className={s.keyLists}>
        <KeyList title={t('keys.anywhere')} keys={anywhere} />
        {decides && <KeyList title={t('keys.approvals')} keys={approvals} />}
      </div>
    </Dialog>
  );
}

function KeyList({ title, keys }: { title: string; keys: [string, string][] }) {
  return (
    <section aria-label={title} className={l.stack}>
      <h3>{title}</h3>
      <dl className={s.keys}>
        {keys.map(([key, what]) => (
          <Fragment key={key}>
            <dt>
              {key.split(' ').map((part) => (
                <kbd key={part}>{part}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}
