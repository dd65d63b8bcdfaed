import type { ChainLink, Me, Nomination } from '../../api/types';
import { useI18n } from '../../i18n';
import { LeaveChain, NameEnabler } from '../../parts/chain';
import { cx } from '../../ui/cx';
import l from '../../ui/layout.module.css';
import { Who } from '../../ui/Person';
import s from './chain.module.css';

/** Who made it possible, behind whom, and the question to whoever stands there. */
export function Chain({ nomination, me }: { nomination: Nomination; me: Me }) {
  const { t } = useI18n();
  const chain = nomination.chain ?? [];
  const own = chain.find((link) => link.id === me.id);
  if (chain.length === 0 && !nomination.can.name_enabler) return null;
  const without = [nomination.nominator, ...nomination.nominees, ...chain].flatMap((p) => (p ? [p.id] : []));
  return (
    <section className={l.card} aria-labelledby="chain">
      <h2 id="chain">{t('chain.title')}</h2>
      {chain.length > 0 && <Path nomination={nomination} chain={chain} />}
      {own && (
        <div className={s.own}>
          <p>{own.named_by ? t('chain.you', { name: own.named_by.name }) : t('chain.you.somebody')}</p>
          {nomination.can.stay_out && <LeaveChain nomination={nomination.id} by={own.named_by?.name} />}
        </div>
      )}
      {nomination.can.name_enabler && (
        <div className={s.question}>
          <h3>{t('chain.ask')}</h3>
          <p className={cx(l.small, l.soft)}>{t('chain.ask.text')}</p>
          <NameEnabler nomination={nomination.id} without={without} />
        </div>
      )}
    </section>
  );
}

/** The chain as a path: each one stands on the stem of who named them. */
function Path({ nomination, chain }: { nomination: Nomination; chain: ChainLink[] }) {
  const nominees = nomination.nominees.filter((p) => chain.some((link) => link.named_by?.id === p.id));
  const shown = new Set([...nominees, ...chain].map((p) => p.id));
  const loose = chain.filter((link) => !link.named_by || !shown.has(link.named_by.id));
  return (
    <ol className={s.path}>
      {nominees.map((nominee) => (
        <li key={nominee.id} className={s.first}>
          <Who id={nominee.id} name={nominee.name} below={nominee.team?.name} />
          <Branches of={nominee.id} chain={chain} />
        </li>
      ))}
      {loose.map((link) => (
        <Branch key={link.id} link={link} chain={chain} first />
      ))}
    </ol>
  );
}

function Branches({ of, chain }: { of: string; chain: ChainLink[] }) {
  const links = chain.filter((link) => link.named_by?.id === of);
  if (links.length === 0) return null;
  return (
    <ol className={s.branches}>
      {links.map((link) => (
        <Branch key={link.id} link={link} chain={chain} />
      ))}
    </ol>
  );
}

function Branch({ link, chain, first }: { link: ChainLink; chain: ChainLink[]; first?: boolean }) {
  const { t } = useI18n();
  const by = link.named_by ? t('chain.by', { name: link.named_by.name }) : undefined;
  return (
    <li className={first ? s.first : s.link}>
      <Who id={link.id} name={link.name} below={[link.team?.name, by].filter(Boolean).join(' · ')} />
      <Branches of={link.id} chain={chain} />
    </li>
  );
}
