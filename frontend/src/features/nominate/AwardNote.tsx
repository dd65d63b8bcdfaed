import { Link } from 'wouter';
import type { AwardRules, Program } from '../../api/types';
import { useI18n } from '../../i18n';
import { Note } from '../../ui/states';

/** What makes an award of the program: until when, and by what the panel will measure the story. */
export function AwardNote({ program, award }: { program: Program; award: AwardRules }) {
  const { t, format } = useI18n();
  return (
    <Note tone="ok" icon="award" title={t('nominate.award', { date: program.to ? format.date(program.to) : '' })}>
      <p>{t('nominate.award.criteria', { criteria: format.list(award.criteria.map((criterion) => criterion.name)) })}</p>
      <p>
        <Link href={`/awards/${program.id}`}>{t('nominate.award.more')}</Link>
      </p>
    </Note>
  );
}
