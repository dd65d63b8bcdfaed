import { useEffect, useState } from 'react';

/**
 * The token of the link, which then stands neither in the address nor in the history. A link that is
 * opened while the page stands changes only what is behind the #.
 */
export function useToken(): string {
  const [token, setToken] = useState(tokenInAddress);
  useEffect(() => {
    const take = () => {
      const found = tokenInAddress();
      if (found === '') return;
      setToken(found);
      history.replaceState(history.state, '', window.location.pathname + window.location.search);
    };
    take();
    window.addEventListener('hashchange', take);
    return () => window.removeEventListener('hashchange', take);
  }, []);
  return token;
}

function tokenInAddress(): string {
  return window.location.hash.replace(/^#\/?/, '');
}
