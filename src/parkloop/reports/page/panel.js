/* The panel behind every number: formula, operands, facts, entries, down to file and row. */
(function () {
  "use strict";
  var parkloop = (window.parkloop = window.parkloop || {});
  var holder = document.getElementById("explanations");
  var data = null, words = null, ids = [], places = new Map();

  function take(text) {
    data = JSON.parse(text);
    words = data.words;
    for (var coded = 0; coded < data.ids.length; coded += 2) {
      ids.push((ids.length ? ids[ids.length - 1].slice(0, data.ids[coded]) : "") + data.ids[coded + 1]);
    }
    places = new Map(ids.map(function (id, at) { return [id, at]; }));
  }
  /* in a file they stand in the page; on a site they are fetched when first asked for */
  function whenThere(then) {
    if (data) { then(); return; }
    if (!holder.dataset.src) { take(holder.textContent); then(); return; }
    fetch(holder.dataset.src, { credentials: "same-origin" })
      .then(function (answer) { if (!answer.ok) { throw new Error(answer.status); } return answer.text(); })
      .then(function (text) { take(text); then(); })
      .catch(function () { location.reload(); });
  }
  var FIRST = 60;
  var panel = document.getElementById("panel");
  var body = document.getElementById("panel-body");
  var veil = document.getElementById("veil");
  var trail = [];
  var openId = null;

  function at() { return document.documentElement.lang === "en" ? 1 : 0; }
  function T(index) { return data.texts[index][at()]; }
  function W(key) { return T(words[key]); }
  function U(unit) { return data.units[unit] === undefined ? unit : T(data.units[unit]); }
  function number(value, digits) {
    if (value === null || value === undefined) { return W("not_known"); }
    if (typeof value !== "number") { return value; }
    return new Intl.NumberFormat(at() ? "en-US" : "vi-VN", { maximumSignificantDigits: digits || 12 }).format(value).replace("-", "\u2212");
  }

  function make(tag, name, content) {
    var element = document.createElement(tag);
    if (name) { element.className = name; }
    (Array.isArray(content) ? content : content === undefined ? [] : [content]).forEach(function (part) {
      element.append(part);
    });
    return element;
  }
  /* a value with its unit */
  function amount(value, unit, name, digits) {
    var shown = U(unit);
    var parts = [number(value, digits)];
    if (value !== null && unit && unit !== "1") { parts.push(make("span", "u", "\u202f" + shown)); }
    return make("span", name || "num", parts);
  }
  function line(parts, name) { return make("div", name || "meta", parts); }
  function label(text) { return make("h3", "", text); }

  function figureAt(place) {
    var row = data.figures[place];
    return row && { label: row[0], formula: row[1], value: row[2], unit: row[3], maker: row[4], operands: row[5], gaps: row[6] || [], interval: row[7] };
  }

  /* operands */
  function figureOperand(operand) {
    var place = operand < 0 ? -operand - 1 : operand;
    var figure = figureAt(place);
    var button = make("button", "op", [make("span", "what", (operand < 0 ? "\u2212 " : "") + T(figure.label)), amount(figure.value, figure.unit, "num", 7)]);
    button.type = "button";
    button.addEventListener("click", function () { trail.push(openId); parkloop.explain(ids[place]); });
    return make("li", "", button);
  }

  function factOperand(operand) {
    var fact = data.facts[operand[2]];
    var item = make("li", "", make("div", "op", [make("span", "", operand[1] + (fact ? " — " + T(fact.l) : "")), amount(operand[3], operand[4])]));
    if (operand[5] >= 0) { item.append(line(T(operand[5]))); }
    if (!fact) { item.append(line(make("span", "id", operand[2]))); return item; }
    var place = [fact.s >= 0 ? T(data.sources[fact.s].t) : "", fact.p].filter(Boolean).join(", ");
    item.append(line([W("source") + ": ", place]));
    var range = fact.lo === null ? W("no_interval") : W("interval") + ": " + number(fact.lo) + "–" + number(fact.hi) + "\u202f" + U(fact.u);
    item.append(line([range, " · ", W("confidence") + " " + fact.c]));
    if (fact.valid) { item.append(line(W("valid") + ": " + fact.valid)); }
    if (!fact.ok) { item.append(line(make("span", "warn", "⚠ " + W("unverified")))); }
    item.append(line(make("span", "id", operand[2])));
    return item;
  }

  function rowTable(selection) {
    var head = ["month", "quantity", "status", "place"].map(function (key) { return make("th", key === "quantity" ? "r" : "", W(key)); });
    var rows = selection.rows.map(function (short) {
      var row = short.length > 3 ? short : short.concat(selection.c);
      return make("tr", "", [
        make("td", "nowrap", row[0]), make("td", "r", amount(row[1], row[3])), make("td", "", T(row[4])),
        make("td", "", [data.files[row[5]] + (row[2] ? ", " + W("row") + " " + row[2] : ""), row[6] ? line(row[6]) : ""]),
      ]);
    });
    return make("div", "scroll", make("table", "", [make("thead", "", make("tr", "", head)), make("tbody", "", rows)]));
  }

  function entriesOperand(operand) {
    var selection = data.selections[operand[5]];
    var item = make("li", "", make("div", "op", [make("span", "", operand[1] + " — " + W("entries").replace("{n}", number(operand[4]))), amount(operand[2], operand[3])]));
    selection.places.forEach(function (place) {
      var where = [data.files[place[0]], place[1] ? W("sheet") + " " + place[1] : "", place[2] ? W("rows") + " " + place[2] : "", place[3]].filter(Boolean).join(", ");
      item.append(line(where || W("no_file")));
    });
    if (selection.rows.length) {
      var more = make("details", "", [make("summary", "", W("show_entries")), rowTable(selection)]);
      if (selection.n > selection.rows.length) { more.append(line(W("more_entries").replace("{n}", number(selection.n - selection.rows.length)))); }
      item.append(more);
    }
    return item;
  }

  function parameterOperand(operand) {
    return make("li", "", [make("div", "op", [make("span", "", operand[1]), amount(operand[2], operand[3])]), line(T(operand[4]))]);
  }

  var SHAPES = { c: factOperand, e: entriesOperand, p: parameterOperand };

  function shape(operand) { return typeof operand === "number" ? figureOperand(operand) : SHAPES[operand[0]](operand); }

  function operandList(operands) {
    var list = make("ul", "ops");
    operands.slice(0, FIRST).forEach(function (operand) { list.append(shape(operand)); });
    if (operands.length > FIRST) {
      var button = make("button", "control", W("show_all").replace("{n}", number(operands.length)));
      button.type = "button";
      var item = make("li", "", button);
      button.addEventListener("click", function () {
        item.remove();
        operands.slice(FIRST).forEach(function (operand) { list.append(shape(operand)); });
      });
      list.append(item);
    }
    return list;
  }

  function gapList(gaps) {
    return make("ul", "gaps", gaps.map(function (index) {
      var gap = data.gaps[index];
      return make("li", "", [T(gap[0]), line(T(gap[1]))]);
    }));
  }

  function fill(id) {
    var figure = figureAt(places.get(id));
    body.replaceChildren();
    if (!figure) { body.append(make("p", "", W("unknown_figure")), make("p", "id", id)); return; }
    var title = make("h2", "", T(figure.label));
    title.id = "panel-title";
    body.append(title, make("div", "value", amount(figure.value, figure.unit, "")));
    if (figure.interval) {
      var ends = figure.interval;
      body.append(line(W("interval") + ": " + number(ends[0], 5) + "–" + number(ends[1], 5) + "\u00a0" + U(figure.unit) + " (" + T(ends[2]) + ")"));
    }
    if (figure.gaps.length && figure.value !== null) {
      body.append(line(make("span", "warn", "⚠ " + W("lacks").replace("{n}", number(figure.gaps.length)))));
    }
    body.append(label(W("formula")), make("p", "formula", T(figure.formula)));
    if (figure.operands.length) { body.append(label(W("operands")), operandList(figure.operands)); }
    if (figure.gaps.length) { body.append(label(W(figure.value === null ? "gaps_none" : "gaps_partial")), gapList(figure.gaps)); }
    var made = data.made[figure.maker];
    if (made) { body.append(label(W("made_by")), line(made.map(function (index) { return line(T(index)); }))); }
    body.append(line(make("span", "id", id)));
  }

  /* opening, closing, keys */
  parkloop.openPanel = function (id) { whenThere(function () { open(id); }); };
  function open(id) {
    var fresh = panel.hidden;
    if (openId === id && !fresh) { return; }
    openId = id;
    fill(id);
    panel.hidden = veil.hidden = false;
    panel.classList.toggle("deep", trail.length > 0);
    panel.scrollTop = 0;
    document.getElementById("panel-close").focus({ preventScroll: true });
  }
  parkloop.closePanel = function () {
    if (panel.hidden) { return; }
    panel.hidden = veil.hidden = true;
    openId = null;
    trail = [];
    if (parkloop.opener && parkloop.opener.isConnected) { parkloop.opener.focus({ preventScroll: true }); }
    parkloop.opener = null;
  };
  parkloop.redrawPanel = function () { if (openId && !panel.hidden) { fill(openId); } };

  parkloop.explainAt = function (place) { whenThere(function () { parkloop.explain(ids[place]); }); };

  function close() { parkloop.setAddress({ explain: null }); }
  document.getElementById("panel-close").addEventListener("click", close);
  veil.addEventListener("click", close);
  document.getElementById("panel-back").addEventListener("click", function () {
    var before = trail.pop();
    if (before) { parkloop.explain(before); }
  });
  panel.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { event.preventDefault(); close(); return; }
    if (event.key !== "Tab") { return; }
    var stops = Array.prototype.filter.call(panel.querySelectorAll("button, a, summary"), function (stop) {
      return stop.offsetParent !== null && getComputedStyle(stop).visibility !== "hidden";
    });
    var first = stops[0], last = stops[stops.length - 1];
    if (event.shiftKey && document.activeElement === first) { event.preventDefault(); last.focus(); }
    else if (!event.shiftKey && document.activeElement === last) { event.preventDefault(); first.focus(); }
  });
})();
