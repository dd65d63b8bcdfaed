// Before the first paint: the chosen theme and language, so that nothing flashes.
(function () {
  var root = document.documentElement;
  try {
    var theme = localStorage.getItem('laurel.theme');
    if (theme === 'light' || theme === 'dark') {
      root.dataset.theme = theme;
      // The browser's own bars follow the chosen theme instead of the system's.
      document.querySelectorAll('meta[name="theme-color"]').forEach(function (meta) {
        meta.media = meta.dataset.theme === theme ? 'all' : 'not all';
      });
    }
    var locale = localStorage.getItem('laurel.locale') || navigator.language || 'en';
    root.lang = locale.slice(0, 2) === 'ru' ? 'ru' : 'en';
  } catch {
    // Storage may be closed: the system's theme and English are a fair start.
  }
})();
