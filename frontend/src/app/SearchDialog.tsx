import { useLocation } from 'wouter';
import { useI18n } from '../i18n';
import l from '../ui/layout.module.css';
import { Dialog } from '../ui/Dialog';
import PeoplePicker from '../ui/PeoplePicker';

/** Finds a colleague from anywhere, to thank. */
export default function SearchDialog({ onClose }: { onClose: () => void }) {
  const { t } = useI18n();
  const [, navigate] = useLocation();
  return (
    <Dialog title={t('search.title')} place="top" wide onClose={onClose}>
      <PeoplePicker
        label={t('search.title')}
        hideLabel
        hint={t('search.empty')}
        value={[]}
        max={1}
        onChange={([person]) => {
          onClose();
          if (person) navigate(`/nominate?to=${encodeURIComponent(person.id)}`);
        }}
      />
      <p className={l.vh}>{t('people.hint')}</p>
    </Dialog>
  );
}
