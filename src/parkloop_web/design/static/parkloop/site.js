/* What every page does: theme, address, tabs, figures that explain themselves, keys. */
(function () {
  "use strict";
  var parkloop = window.parkloop;
  var root = document.documentElement;

  function all(selector, inside) { return Array.prototype.slice.call((inside || document).querySelectorAll(selector)); }
  function keep(key, value) { try { localStorage.setItem(key, value); } catch (refused) { return; } }
  parkloop.drawCharts = parkloop.drawCharts || function () {};
  parkloop.printCharts = parkloop.printCharts || function () {};
  parkloop.closePanel = parkloop.closePanel || function () {};

  /* #explain=… opens the panel, so that the browser's back closes it */
  parkloop.address = function () { return new URLSearchParams(location.hash.slice(1)); };
  parkloop.setAddress = function (changes) {
    var now = parkloop.address();
    Object.keys(changes).forEach(function (key) {
      if (changes[key] === null) { now.delete(key); } else { now.set(key, changes[key]); }
    });
    var hash = now.toString();
    if ("#" + hash === location.hash) { return; }
    if (hash) { location.hash = hash; } else { history.pushState(null, "", location.pathname + location.search); follow(); }
  };
  function follow() {
    var wanted = parkloop.address().get("explain");
    if (wanted && parkloop.openPanel) { parkloop.openPanel(wanted); } else { parkloop.closePanel(); }
  }
  parkloop.explain = function (figure) { parkloop.setAddress({ explain: figure }); };

  function setTheme() {
    var theme = parkloop.wantedTheme();
    root.dataset.theme = theme;
    all("[data-act=theme]").forEach(function (b) { b.setAttribute("aria-pressed", String(/dark$/.test(theme))); });
    all("[data-act=contrast]").forEach(function (b) { b.setAttribute("aria-pressed", String(/^contrast/.test(theme))); });
    parkloop.drawCharts();
  }

  function openTab(tab) {
    all(".tab", tab.parentElement).forEach(function (other) {
      var chosen = other === tab;
      other.setAttribute("aria-selected", String(chosen));
      other.tabIndex = chosen ? 0 : -1;
      document.getElementById(other.getAttribute("aria-controls")).hidden = !chosen;
    });
    parkloop.drawCharts();
  }

  var ACTIONS = {
    theme: function () { keep("parkloop.theme", /dark$/.test(parkloop.wantedTheme()) ? "light" : "dark"); setTheme(); },
    contrast: function () { keep("parkloop.contrast", /^contrast/.test(parkloop.wantedTheme()) ? "normal" : "more"); setTheme(); },
    print: function () { window.print(); },
    menu: function (button) {
      var rail = document.getElementById("rail");
      var open = rail.classList.toggle("open");
      button.setAttribute("aria-expanded", String(open));
    },
    palette: function () { if (parkloop.openPalette) { parkloop.openPalette(); } },
    all: function (box) { all("input[type=checkbox][name=" + box.dataset.name + "]").forEach(function (each) { each.checked = box.checked; }); },
  };

  document.addEventListener("click", function (event) {
    var target = event.target.closest("[data-x],[data-act],[data-to],.tab");
    if (!target) { return; }
    if (target.dataset.x) { parkloop.opener = target; parkloop.explainAt(Number(target.dataset.x)); }
    else if (target.dataset.act && ACTIONS[target.dataset.act]) { ACTIONS[target.dataset.act](target); }
    else if (target.dataset.to) { event.preventDefault(); document.getElementById(target.dataset.to).scrollIntoView(); }
    else if (target.classList.contains("tab") && target.hasAttribute("aria-controls")) { openTab(target); }
  });
  document.addEventListener("keydown", function (event) {
    var tab = event.target.closest && event.target.closest(".tab[aria-controls]");
    var step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!tab || !step) { return; }
    var tabs = all(".tab", tab.parentElement);
    var next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    openTab(next);
    next.focus();
  });

  /* the language changes in place: the page comes back where it was */
  document.addEventListener("submit", function (event) {
    if (event.target.matches("form[data-keep-scroll]")) {
      try { sessionStorage.setItem("parkloop.scroll", JSON.stringify([location.pathname, window.scrollY])); } catch (refused) { return; }
      var next = event.target.elements.next;
      if (next) { next.value = location.pathname + location.search + location.hash; }
    }
  });
  function scrollBack() {
    try {
      var kept = JSON.parse(sessionStorage.getItem("parkloop.scroll") || "null");
      sessionStorage.removeItem("parkloop.scroll");
      if (kept && kept[0] === location.pathname) { window.scrollTo(0, kept[1]); }
    } catch (refused) { return; }
  }

  /* partial updates: say that one waits, and where the news is */
  document.addEventListener("htmx:before:request", function (event) { event.target.setAttribute("aria-busy", "true"); });
  document.addEventListener("htmx:after:request", function (event) { event.target.removeAttribute("aria-busy"); });

  window.addEventListener("hashchange", follow);
  ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"].forEach(function (query) {
    window.matchMedia(query).addEventListener("change", setTheme);
  });
  var folded = [];
  window.addEventListener("beforeprint", function () {
    root.dataset.theme = "light";
    folded = all(".view details:not([open])");
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
    function begin() { parkloop.drawCharts(); follow(); scrollBack(); root.dataset.ready = "yes"; }
    ready.then(begin, begin);
  });
})();
