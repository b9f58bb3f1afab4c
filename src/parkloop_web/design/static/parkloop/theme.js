/* Before anything is drawn: the theme that was chosen here, or the system's. */
(function () {
  "use strict";
  function kept(key) { try { return localStorage.getItem(key); } catch (refused) { return null; } }
  function prefers(query) { return window.matchMedia(query).matches; }
  window.parkloop = window.parkloop || {};
  window.parkloop.wantedTheme = function () {
    var dark = (kept("parkloop.theme") || (prefers("(prefers-color-scheme: dark)") ? "dark" : "light")) === "dark";
    var strong = (kept("parkloop.contrast") || (prefers("(prefers-contrast: more)") ? "more" : "normal")) === "more";
    return strong ? (dark ? "contrast-dark" : "contrast") : dark ? "dark" : "light";
  };
  document.documentElement.dataset.theme = window.parkloop.wantedTheme();
})();
