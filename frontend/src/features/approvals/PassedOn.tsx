import type { Approval } from '../../api/types';
import { useI18n } from '../../i18n';
import { Note } from '../../ui/states';

/** From whom it came, and why it is not with them. */
export function PassedOn({ passed }: { passed: NonNullable<Approval['passed_on']> }) {
  const { t, format } = useI18n();
  return (
    <Note tone="sky" icon={passed.how === 'delegated' ? 'users' : 'clock'}>
      {t(`approvals.passed.${passed.how}`, { name: passed.from.name, when: format.relative(passed.at) })}
    </Note>
  );
}
