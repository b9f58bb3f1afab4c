/* What the page shows: view, language, theme, tabs. All of it is in the address or remembered. */
(function () {
  "use strict";
  var parkloop = (window.parkloop = window.parkloop || {});
  var root = document.documentElement;
  var THEME = "parkloop.theme", CONTRAST = "parkloop.contrast", LANGUAGE = "parkloop.language";

  function remembered(key) { try { return localStorage.getItem(key); } catch (refused) { return null; } }
  function remember(key, value) { try { localStorage.setItem(key, value); } catch (refused) { return; } }
  function all(selector, inside) { return Array.prototype.slice.call((inside || document).querySelectorAll(selector)); }
  function prefers(query) { return window.matchMedia(query).matches; }

  /* address: #view=…&lang=…&explain=… */
  parkloop.address = function () { return new URLSearchParams(location.hash.slice(1)); };
  parkloop.setAddress = function (changes, replace) {
    var now = parkloop.address();
    Object.keys(changes).forEach(function (key) {
      if (changes[key] === null) { now.delete(key); } else { now.set(key, changes[key]); }
    });
    var hash = "#" + now.toString();
    if (hash === location.hash) { return; }
    if (replace) { history.replaceState(null, "", hash); follow(); } else { location.hash = hash; }
  };

  /* language */
  function setLanguage(language) {
    root.lang = language === "en" ? "en" : "vi";
    all("[data-lang]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.lang === root.lang));
    });
    all("[data-vi]").forEach(function (element) {
      var words = element.dataset[root.lang];
      if (element.tagName === "OPTION") { element.textContent = words; } else { element.setAttribute("aria-label", words); element.title = words; }
    });
    var open = document.querySelector(".view:not([hidden])");
    if (open) { document.title = open.dataset["title" + (root.lang === "en" ? "En" : "Vi")]; }
  }

  /* theme */
  function wantedTheme() {
    var dark = (remembered(THEME) || (prefers("(prefers-color-scheme: dark)") ? "dark" : "light")) === "dark";
    var strong = (remembered(CONTRAST) || (prefers("(prefers-contrast: more)") ? "more" : "normal")) === "more";
    return strong ? (dark ? "contrast-dark" : "contrast") : dark ? "dark" : "light";
  }
  function setTheme() {
    var theme = wantedTheme();
    root.dataset.theme = theme;
    all("[data-act=theme]").forEach(function (b) { b.setAttribute("aria-pressed", String(/dark$/.test(theme))); });
    all("[data-act=contrast]").forEach(function (b) { b.setAttribute("aria-pressed", String(/^contrast/.test(theme))); });
  }

  /* views */
  function views() { return all(".view"); }
  function show(id) {
    var wanted = views().filter(function (view) { return view.dataset.view === id; })[0] || views()[0];
    if (!wanted) { return; }
    views().forEach(function (view) { view.hidden = view !== wanted; });
    all(".years, .contents").forEach(function (list) { list.hidden = true; });
    all("[data-for]").forEach(function (list) { list.hidden = list.dataset.for.split(" ").indexOf(wanted.dataset.view) < 0; });
    all("[data-go]").forEach(function (link) {
      var here = link.dataset.go === wanted.dataset.view || link.dataset.place === wanted.dataset.place;
      if (here) { link.setAttribute("aria-current", "page"); } else { link.removeAttribute("aria-current"); }
    });
    all("select[data-act=view]").forEach(function (select) { select.value = wanted.dataset.view; });
  }

  /* tabs */
  function openTab(tab) {
    all(".tab", tab.parentElement).forEach(function (other) {
      var chosen = other === tab;
      other.setAttribute("aria-selected", String(chosen));
      other.tabIndex = chosen ? 0 : -1;
      document.getElementById(other.getAttribute("aria-controls")).hidden = !chosen;
    });
    parkloop.drawCharts();
  }

  function follow() {
    var address = parkloop.address();
    setLanguage(address.get("lang") || remembered(LANGUAGE) || "vi");
    var before = document.querySelector(".view:not([hidden])");
    show(address.get("view"));
    var after = document.querySelector(".view:not([hidden])");
    setLanguage(root.lang);
    parkloop.drawCharts();
    if (parkloop.started && before !== after) { window.scrollTo(0, 0); }
    if (address.get("explain")) { parkloop.openPanel(address.get("explain")); } else { parkloop.closePanel(); }
  }

  parkloop.explain = function (figure) { parkloop.setAddress({ explain: figure }); };

  var ACTIONS = {
    theme: function () { remember(THEME, /dark$/.test(wantedTheme()) ? "light" : "dark"); setTheme(); parkloop.drawCharts(); },
    contrast: function () { remember(CONTRAST, /^contrast/.test(wantedTheme()) ? "normal" : "more"); setTheme(); parkloop.drawCharts(); },
    print: function () { window.print(); },
  };

  document.addEventListener("click", function (event) {
    var target = event.target.closest("[data-x],[data-lang],[data-act],[data-go],[data-to],.tab");
    if (!target || target.tagName === "SELECT") { return; }
    if (target.dataset.x) { parkloop.opener = target; parkloop.explainAt(Number(target.dataset.x)); }
    else if (target.dataset.lang) { remember(LANGUAGE, target.dataset.lang); parkloop.setAddress({ lang: target.dataset.lang }, true); setLanguage(target.dataset.lang); parkloop.drawCharts(); parkloop.redrawPanel(); }
    else if (target.dataset.act) { ACTIONS[target.dataset.act](); }
    else if (target.dataset.go) { event.preventDefault(); parkloop.setAddress({ view: target.dataset.go, explain: null }); }
    else if (target.dataset.to) { event.preventDefault(); document.getElementById(target.dataset.to).scrollIntoView(); }
    else if (target.classList.contains("tab")) { openTab(target); }
  });
  document.addEventListener("change", function (event) {
    if (event.target.dataset.act === "view") { parkloop.setAddress({ view: event.target.value, explain: null }); }
  });
  document.addEventListener("keydown", function (event) {
    var tab = event.target.closest && event.target.closest(".tab");
    var step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!tab || !step) { return; }
    var tabs = all(".tab", tab.parentElement);
    var next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    openTab(next);
    next.focus();
  });
  window.addEventListener("hashchange", follow);
  ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"].forEach(function (query) {
    window.matchMedia(query).addEventListener("change", function () { setTheme(); parkloop.drawCharts(); });
  });

  /* paper is light, and nothing on it is folded away */
  var folded = [];
  window.addEventListener("beforeprint", function () {
    root.dataset.theme = "light";
    folded = all(".view:not([hidden]) details:not([open])");
    folded.forEach(function (part) { part.open = true; });
    parkloop.printCharts(true);
  });
  window.addEventListener("afterprint", function () {
    folded.forEach(function (part) { part.open = false; });
    setTheme();
    parkloop.printCharts(false);
  });

  document.addEventListener("DOMContentLoaded", function () {
    setTheme();
    var ready = document.fonts && document.fonts.load ? document.fonts.load('400 12px "Be Vietnam Pro"') : Promise.resolve();
    ready.then(follow, follow).then(function () { parkloop.started = true; root.dataset.ready = "yes"; });
  });
})();
