import { useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { call } from '../api/client';
import { isProblem } from '../api/problem';
import { markSession } from '../api/session';
import type { Locale } from '../i18n';
import { useErrorText } from '../ui/states';
import { useToast } from '../ui/toast';

/** Ends the session here and at the server, and forgets what was read in it. */
export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const tell = useToast();
  const errorText = useErrorText();
  return async () => {
    try {
      await call('DELETE', '/auth/session');
    } catch (error) {
      if (!isProblem(error) || error.status !== 401) {
        tell(errorText(error), { bad: true });
        return;
      }
    }
    markSession(false);
    navigate('/signin');
    client.clear();
  };
}

// Each language is named in itself, whatever is spoken now.
const names: Record<Locale, string> = { en: 'English', ru: 'Русский' };

export function otherLocale(locale: Locale): { locale: Locale; name: string } {
  const other = locale === 'en' ? 'ru' : 'en';
  return { locale: other, name: names[other] };
}
