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
    document.dispatchEvent(new CustomEvent("parkloop:theme"));
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

  /* a short word in the corner; it stays until it is closed if something can be done about it */
  parkloop.toast = function (words, act) {
    var holder = document.getElementById("toasts");
    var toast = document.createElement("div");
    toast.className = "toast";
    toast.append(words);
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = act ? act.words : holder.dataset.close;
    button.addEventListener("click", function () { toast.remove(); if (act) { act.run(); } });
    toast.append(button);
    holder.append(toast);
    if (!act) { setTimeout(function () { if (!toast.matches(":hover, :focus-within")) { toast.remove(); } }, 8000); }
    return toast;
  };

  /* drawers: data-drawer="id" opens, Escape and [data-act=close] close, focus returns */
  var opener = null;
  function openDrawer(id, from) {
    var drawer = document.getElementById(id);
    if (!drawer || !drawer.showModal) { return; }
    opener = from;
    drawer.showModal();
  }
  /* a link with data-drawer shows its page's own part in the drawer; without one, it is followed */
  function fetchIntoDrawer(link) {
    var body = document.querySelector("#" + link.dataset.drawer + " [data-body]");
    body.replaceChildren();
    window.fetch(link.href + "?part=1", { credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok) { throw new Error(String(answer.status)); }
      return answer.text();
    }).then(function (html) {
      body.innerHTML = html;
      openDrawer(link.dataset.drawer, link);
    }).catch(function () { window.location.href = link.href; });
  }
  document.addEventListener("close", function (event) {
    if (event.target.matches && event.target.matches("dialog") && opener && opener.isConnected) { opener.focus(); opener = null; }
  }, true);
  function openDialog(id) { var dialog = document.getElementById(id); if (dialog && !dialog.open) { dialog.showModal(); } }

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
    keys: function () { openDialog("keys"); },
    close: function (button) { button.closest("dialog").close(); },
    all: function (box) {
      all("input[type=checkbox][name=" + box.dataset.name + "]").forEach(function (each) { each.checked = box.checked; });
      count(box.dataset.name);
    },
  };

  /* rows that are chosen are counted, and what is done with them is open only when there are some */
  function count(name) {
    var chosen = all("input[type=checkbox][name=" + name + "]:checked").length;
    all("[data-count-of=" + name + "]").forEach(function (place) { place.textContent = String(chosen); });
    all("[data-needs=" + name + "]").forEach(function (button) { button.disabled = chosen === 0; });
    all("[data-act=all][data-name=" + name + "]").forEach(function (box) {
      var whole = all("input[type=checkbox][name=" + name + "]").length;
      box.checked = chosen > 0 && chosen === whole;
      box.indeterminate = chosen > 0 && chosen < whole;
    });
  }
  document.addEventListener("change", function (event) {
    if (event.target.matches("input[type=checkbox][name]")) { count(event.target.name); }
    if (event.target.matches("[data-submits]")) { event.target.form.requestSubmit(); }
  });

  document.addEventListener("click", function (event) {
    var target = event.target.closest("[data-x],[data-act],[data-drawer],[data-to],.tab");
    if (!target) { return; }
    if (target.dataset.x) { parkloop.opener = target; parkloop.explainAt(Number(target.dataset.x)); }
    else if (target.dataset.act && ACTIONS[target.dataset.act]) { ACTIONS[target.dataset.act](target); }
    else if (target.dataset.drawer && target.matches("a[href]")) { if (!event.ctrlKey && !event.metaKey) { event.preventDefault(); fetchIntoDrawer(target); } }
    else if (target.dataset.drawer) { openDrawer(target.dataset.drawer, target); }
    else if (target.dataset.to) { event.preventDefault(); document.getElementById(target.dataset.to).scrollIntoView(); }
    else if (target.classList.contains("tab") && target.hasAttribute("aria-controls")) { openTab(target); }
  });
  document.addEventListener("click", function (event) {
    if (event.target.matches("dialog") && event.target.open) { event.target.close(); }
  });

  /* what scrolls sideways can be reached and moved by keys, and says what it is */
  function makeReachable() {
    all(".scroll:not([tabindex])").forEach(function (box) {
      if (box.scrollWidth <= box.clientWidth) { return; }
      var around = box.closest("figure, section, article, main");
      var name = box.querySelector("caption") || (around && around.querySelector("h3, h2, h1"));
      box.tabIndex = 0;
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", name ? name.textContent.trim() : document.title);
    });
  }
  document.addEventListener("toggle", makeReachable, true);
  window.addEventListener("resize", makeReachable);

  /* keys */
  var before = "";
  function typing(target) { return target.closest && target.closest("input, textarea, select, [contenteditable=true], [role=grid]"); }
  document.addEventListener("keydown", function (event) {
    var tab = event.target.closest && event.target.closest(".tab[aria-controls]");
    var step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (tab && step) {
      var tabs = all(".tab", tab.parentElement);
      var next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
      openTab(next);
      next.focus();
      return;
    }
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); ACTIONS.palette(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) { return; }
    if (before === "g") {
      var link = all("[data-key]").filter(function (each) { return each.dataset.key === event.key; })[0];
      before = "";
      if (link) { event.preventDefault(); link.click(); }
      return;
    }
    before = event.key === "g" ? "g" : "";
    if (event.key === "?") { event.preventDefault(); ACTIONS.keys(); }
    else if (event.key === "/") { event.preventDefault(); ACTIONS.palette(); }
    else if (event.key === "D") { ACTIONS.theme(); }
    else if (event.key === "L") { var other = document.querySelector("[data-keep-scroll] [aria-pressed=false]"); if (other) { other.click(); } }
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
      if (!kept || kept[0] !== location.pathname) { return false; }
      window.scrollTo({ top: kept[1], behavior: "instant" });
      return true;
    } catch (refused) { return false; }
  }

  /* partial updates: the token goes along, one is told that they wait, and focus goes to the news */
  document.addEventListener("htmx:config:request", function (event) {
    var token = document.querySelector("[name=csrfmiddlewaretoken]");
    if (token) { event.detail.ctx.request.headers["X-CSRFToken"] = token.value; }
  });
  document.addEventListener("htmx:before:request", function (event) { event.target.setAttribute("aria-busy", "true"); });
  ["htmx:after:request", "htmx:finally:request"].forEach(function (name) {
    document.addEventListener(name, function (event) { if (event.target.removeAttribute) { event.target.removeAttribute("aria-busy"); } });
  });
  document.addEventListener("htmx:error", function () { parkloop.toast(document.getElementById("toasts").dataset.failed); });
  document.addEventListener("htmx:after:swap", function () {
    var news = document.querySelector("[data-focus-now]");
    if (news) { news.removeAttribute("data-focus-now"); news.tabIndex = -1; news.focus(); }
    parkloop.drawCharts();
    makeReachable();
    document.dispatchEvent(new CustomEvent("parkloop:news"));
  });
  parkloop.token = function () { var field = document.querySelector("[name=csrfmiddlewaretoken]"); return field ? field.value : ""; };

  window.addEventListener("hashchange", follow);
  ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"].forEach(function (query) {
    window.matchMedia(query).addEventListener("change", setTheme);
  });

  /* paper is light, and nothing on it is folded away */
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
    all("[data-act=all]").forEach(function (box) { count(box.dataset.name); });
    var problems = document.querySelector(".errors[role=alert]");
    var ready = document.fonts && document.fonts.load ? document.fonts.load('400 12px "Be Vietnam Pro"') : Promise.resolve();
    function begin() { 
      parkloop.drawCharts();
      makeReachable();
      follow();
      if (!scrollBack() && problems) { problems.focus(); }
      root.dataset.ready = "yes";
    }
    ready.then(begin, begin);
  });
})();
