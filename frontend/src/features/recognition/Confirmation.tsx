import type { Me, Nomination } from '../../api/types';
import { useI18n } from '../../i18n';
import { cx } from '../../ui/cx';
import l from '../../ui/layout.module.css';
import { CustomersWord, WasItSo } from '../../parts/word';

/** The word of the internal customer: asked of them, and told to those who may know it. */
export function Confirmation({ nomination, me }: { nomination: Nomination; me: Me }) {
  const { t } = useI18n();
  const { confirmation } = nomination;
  if (!confirmation) return null;
  if (confirmation.by.id === me.id) {
    return (
      <section className={cx(l.card, l.tight)} aria-labelledby="word">
        <h2 id="word">
          {t('word.title')}. {t('word.ask')}
        </h2>
        {nomination.can.confirm && <p className={cx(l.small, l.soft)}>{t('word.ask.text')}</p>}
        <WasItSo nomination={nomination.id} said={confirmation.confirmed} open={nomination.can.confirm} />
      </section>
    );
  }
  return <CustomersWord confirmation={confirmation} />;
}
