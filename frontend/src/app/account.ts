import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { call } from '../api/client';
import { isProblem } from '../api/problem';
import { meQuery } from '../api/queries';
import { markSession } from '../api/session';
import type { Me, Preferences } from '../api/types';
import { firstLocale, hasChosenLocale, type Locale, useI18n } from '../i18n';
import { useErrorText } from '../ui/states';
import { useToast } from '../ui/toast';
import { forgetTyped } from './typed';
import { hasChosenTheme, setTheme, type Theme } from './theme';

/** Ends the session here and at the server, and forgets what was read and typed in it. */
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
    forgetTyped();
    markSession(null);
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

/** Speaks another language here, and remembers it for the account: its mail and other browsers follow. */
export function useChooseLocale(): (locale: Locale) => Promise<void> {
  const { setLocale } = useI18n();
  const client = useQueryClient();
  const tell = useToast();
  const errorText = useErrorText();
  return async (locale) => {
    try {
      await setLocale(locale);
      client.setQueryData(meQuery.queryKey, (me) => me && { ...me, locale });
      await call<Preferences>('PATCH', '/me/preferences', { body: { locale } });
    } catch (error) {
      tell(errorText(error), { bad: true });
    }
  };
}

/** Looks another way here, and remembers it for the account: other browsers follow. */
export function useChooseTheme(): (theme: Theme) => Promise<void> {
  const client = useQueryClient();
  const tell = useToast();
  const errorText = useErrorText();
  return async (theme) => {
    setTheme(theme);
    client.setQueryData(meQuery.queryKey, (me) => me && { ...me, theme });
    try {
      await call<Preferences>('PATCH', '/me/preferences', { body: { theme } });
    } catch (error) {
      tell(errorText(error), { bad: true });
    }
  };
}

/**
 * Shows times in the account's time zone. On a new browser, speaks the language and wears the theme that the account has chosen elsewhere. The
 * language that every account begins with is no choice: then the browser's own stays.
 */
export function useLookOf(me: Me | undefined): void {
  const { locale, setLocale, setZone } = useI18n();
  const zone = me?.time_zone ?? undefined;
  useEffect(() => setZone(zone), [zone, setZone]);
  const wanted = me && (me.locale_chosen || me.locale !== firstLocale) ? me.locale : undefined;
  const theme = me?.theme;
  useEffect(() => {
    if (wanted === undefined || wanted === locale || hasChosenLocale()) return;
    setLocale(wanted).catch(() => undefined); // the words did not load: those that are here will do
  }, [wanted, locale, setLocale]);
  useEffect(() => {
    if (theme && !hasChosenTheme()) setTheme(theme);
  }, [theme]);
}

/** Speaks with the words that the organisation has chosen for Laurel's things, where it has chosen any. */
export function useWordsOf(me: Me | undefined): void {
  const { setWords } = useI18n();
  const chosen = JSON.stringify(me?.organisation.words ?? {});
  const renamed = useRef(false);
  useEffect(() => {
    if (chosen === '{}' && !renamed.current) return;
    renamed.current = chosen !== '{}';
    setWords(JSON.parse(chosen) as Parameters<typeof setWords>[0]).catch(() => undefined); // then Laurel's own words stay
  }, [chosen, setWords]);
}

/** Who has reports, or runs the programs, has decisions to make. */
export function decides(me: Me): boolean {
  return me.reports > 0 || me.role === 'owner' || me.role === 'manager';
}
