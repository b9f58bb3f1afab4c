/* The page that leads to reports: its language, handed on to them. */
(function () {
  "use strict";
  var root = document.documentElement;
  var LANGUAGE = "parkloop.language";
  function remembered() { try { return localStorage.getItem(LANGUAGE); } catch (refused) { return null; } }
  function remember(language) { try { localStorage.setItem(LANGUAGE, language); } catch (refused) { return; } }
  function all(selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); }

  function speak(language) {
    root.lang = language === "en" ? "en" : "vi";
    all("[data-lang]").forEach(function (button) { button.setAttribute("aria-pressed", String(button.dataset.lang === root.lang)); });
    all(".studies a").forEach(function (link) { link.hash = "lang=" + root.lang; });
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-lang]");
    if (!button) { return; }
    remember(button.dataset.lang);
    history.replaceState(null, "", "#lang=" + button.dataset.lang);
    speak(button.dataset.lang);
  });
  speak(new URLSearchParams(location.hash.slice(1)).get("lang") || remembered() || "vi");
})();
