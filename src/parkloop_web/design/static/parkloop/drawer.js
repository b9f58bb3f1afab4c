/* A value beside the sheet: its page's own part, fetched when asked for; Escape brings one back. */
(function () {
  "use strict";
  var drawer = document.getElementById("drawer");
  if (!drawer) { return; }
  var veil = document.getElementById("drawer-veil");
  var body = document.getElementById("drawer-body");
  var opener = null;
  function close() {
    drawer.hidden = veil.hidden = true;
    body.replaceChildren();
    if (opener) { opener.focus(); }
  }
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[data-drawer]");
    if (!link || event.ctrlKey || event.metaKey) { return; }
    event.preventDefault();
    opener = link;
    window.fetch(link.href + "?part=1", { credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok) { throw new Error(String(answer.status)); }
      return answer.text();
    }).then(function (html) {
      body.innerHTML = html;
      drawer.hidden = veil.hidden = false;
      document.getElementById("drawer-close").focus();
    }).catch(function () { window.location.href = link.href; });
  });
  document.getElementById("drawer-close").addEventListener("click", close);
  veil.addEventListener("click", close);
  document.addEventListener("keydown", function (event) {
    if (drawer.hidden) { return; }
    if (event.key === "Escape") { close(); }
    if (event.key !== "Tab") { return; }
    var stops = Array.prototype.filter.call(drawer.querySelectorAll("a[href], button, input:not([type=hidden]), textarea, select, summary"), function (each) { return each.offsetParent; });
    var first = stops[0], last = stops[stops.length - 1];
    if (event.shiftKey && document.activeElement === first) { event.preventDefault(); last.focus(); }
    if (!event.shiftKey && document.activeElement === last) { event.preventDefault(); first.focus(); }
  });
})();
