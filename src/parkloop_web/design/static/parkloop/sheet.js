/* The sheet of a year: moving, pasting, saving cell by cell. What is not saved yet is kept in this
   browser until the server has it, and is never written over what another has saved meanwhile. */
(function () {
  "use strict";
  var sheet = document.getElementById("sheet");
  if (!sheet) { return; }
  var words = JSON.parse(document.getElementById("sheet-words").textContent);
  var NOTATIONS = ["NO", "NE", "IE", "C"];
  var bar = document.getElementById("cell-bar");
  var reason = document.getElementById("reason");
  var sync = document.getElementById("sync");
  var resend = document.getElementById("resend");
  var keepFile = document.getElementById("keep-file");
  var conflicts = document.getElementById("conflicts");
  var undoButton = document.getElementById("undo");
  var chosen = null;
  /* what was typed or pasted, one step each, newest last: [{cell, before}] */
  var steps = [];
  var busy = false;
  var timer = 0;

  function all(selector, inside) { return Array.prototype.slice.call((inside || document).querySelectorAll(selector)); }
  function field(id) { return document.getElementById(id); }
  function row(cell) { return cell.closest("tr"); }
  function line(cell) { return JSON.parse(row(cell).dataset.line); }
  function cookie(name) {
    var found = document.cookie.split("; ").filter(function (c) { return c.indexOf(name + "=") === 0; })[0];
    return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
  }
  function token() {
    var input = document.querySelector("input[name=csrfmiddlewaretoken]");
    return input ? input.value : cookie("csrftoken");
  }

  /* ---- what a cell says ---- */
  function mark(cell) { return JSON.stringify(line(cell)) + "|" + cell.dataset.month; }
  function edit(cell) {
    var typed = cell.value.trim();
    var notation = NOTATIONS.indexOf(typed.toUpperCase()) >= 0 ? typed.toUpperCase() : "";
    var kind = line(cell).kind;
    var isText = kind === "observation" && !notation && typed && !/[0-9]/.test(typed);
    return {
      line: line(cell), month: cell.dataset.month, base: cell.dataset.entry || "",
      figure: notation || isText ? "" : typed, notation: notation, text: isText ? typed : "",
      unit: cell.dataset.ownUnit || row(cell).dataset.unit || "",
      status: cell.dataset.ownStatus || row(cell).dataset.status || "measured",
      note: cell.dataset.note || "", reference: cell.dataset.reference || "",
    };
  }
  function show(cell, held) {
    cell.value = held ? held.figure || held.notation || held.text : "";
    cell.dataset.entry = held ? held.entry : "";
    cell.dataset.key = held ? held.key : "";
    cell.dataset.ownUnit = held ? held.unit : "";
    cell.dataset.ownStatus = held ? held.status : "";
    cell.dataset.note = held ? held.note : "";
    cell.dataset.was = cell.value;
    var place = cell.parentElement;
    place.className = held ? "one " + held.status + (held.notation ? " notation" : "") : "empty";
  }
  function state(cell, name, why) {
    if (name) { cell.dataset.state = name; } else { delete cell.dataset.state; }
    cell.dataset.why = why || "";
    if (why) { cell.setAttribute("aria-invalid", "true"); cell.title = why; } else { cell.removeAttribute("aria-invalid"); if (!cell.readOnly) { cell.removeAttribute("title"); } }
    if (cell === chosen) { field("cell-why").textContent = why || ""; }
    count();
  }
  function count() {
    var waiting = all(".cell[data-state=waiting]", sheet).length;
    var failed = all(".cell[data-state=failed], .cell[data-state=conflict]", sheet).length;
    sync.textContent = failed ? sync.dataset.failed + failed : waiting ? sync.dataset.waiting + waiting : sync.dataset.saved;
    sync.dataset.now = failed ? "failed" : waiting ? "waiting" : "saved";
    resend.hidden = !failed;
    keepFile.hidden = !failed;
  }

  /* ---- the queue, kept in this browser until the server has it ---- */
  function kept() { try { return JSON.parse(localStorage.getItem(sheet.dataset.store) || "{}"); } catch (refused) { return {}; } }
  function keep(queue) {
    try {
      if (Object.keys(queue).length) { localStorage.setItem(sheet.dataset.store, JSON.stringify(queue)); } else { localStorage.removeItem(sheet.dataset.store); }
    } catch (refused) { return; }
  }
  function put(cell) { var queue = kept(); queue[mark(cell)] = edit(cell); keep(queue); }
  function drop(cell) { var queue = kept(); delete queue[mark(cell)]; keep(queue); }

  function changed(cell) {
    state(cell, "waiting");
    put(cell);
    window.clearTimeout(timer);
    timer = window.setTimeout(send, 250);
  }

  function send() {
    var cells = all(".cell[data-state=waiting]", sheet);
    if (!cells.length || busy) { return; }
    busy = true;
    var sent = cells.map(edit);
    window.fetch(sheet.dataset.save, {
      method: "POST", credentials: "same-origin", redirect: "error",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      body: JSON.stringify({ reason: reason.value, cells: sent }),
    }).then(function (answer) {
      if (answer.status !== 200 && answer.status !== 409) { throw new Error(String(answer.status)); }
      return answer.json();
    }).then(function (answer) {
      busy = false;
      cells.forEach(function (cell, number) { became(cell, sent[number], answer.cells[number]); });
      count();
      if (all(".cell[data-state=waiting]", sheet).length) { send(); }
    }).catch(function (problem) {
      busy = false;
      var why = /^[0-9]+$/.test(problem.message) ? words.refused : words.offline;
      cells.forEach(function (cell) { state(cell, "failed", why); });
    });
  }

  function same(a, b) { return JSON.stringify(a) === JSON.stringify(b); }
  function became(cell, sent, outcome) {
    var typedOn = !same(Object.assign({}, edit(cell), { base: "" }), Object.assign({}, sent, { base: "" }));
    if (outcome.became === "saved") {
      if (typedOn) { cell.dataset.entry = outcome.held ? outcome.held.entry : ""; put(cell); return; }
      show(cell, outcome.held);
      state(cell, "saved");
      drop(cell);
      if (cell === chosen) { open(cell); }
    } else if (outcome.became === "conflict") {
      state(cell, "conflict", outcome.why);
      drop(cell);
      ask(cell, outcome);
    } else {
      state(cell, "failed", outcome.why);
      if (outcome.became === "needs-reason") { reason.setAttribute("aria-invalid", "true"); if (document.activeElement !== reason) { reason.focus(); } }
    }
  }

  /* ---- two editors of one cell: both values, and a choice ---- */
  function ask(cell, outcome) {
    var held = outcome.held;
    var box = document.createElement("div");
    box.className = "conflict";
    var title = document.createElement("b");
    title.textContent = words.conflict.replace("{cell}", cell.getAttribute("aria-label"));
    var theirs = document.createElement("p");
    theirs.textContent = held ? words.theirs.replace("{by}", held.by).replace("{at}", held.at) + (held.figure || held.notation || held.text) + " " + held.unit : words.nothing;
    var yours = document.createElement("p");
    yours.textContent = words.yours + (cell.value || words.nothing);
    var mine = cell.value;
    box.append(title, theirs, yours,
      button(words.take, function () { show(cell, held); state(cell, ""); done(); }),
      button(words.mine, function () {
        show(cell, held);
        cell.value = mine;
        changed(cell);
        done();
      }));
    function done() { box.remove(); cell.focus(); }
    conflicts.append(box);
  }
  function button(text, act) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "button second";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }

  /* ---- moving ---- */
  function grid() { return all("tbody tr", sheet).map(function (each) { return all("td:not(.unit)", each).map(function (place) { return place.querySelector(".cell, .several"); }); }); }
  function where(cell) {
    var rows = grid();
    for (var r = 0; r < rows.length; r += 1) {
      var c = rows[r].indexOf(cell);
      if (c >= 0) { return [rows, r, c]; }
    }
    return null;
  }
  function move(cell, down, right) {
    var at = where(cell);
    if (!at) { return false; }
    var next = (at[0][at[1] + down] || [])[at[2] + right];
    if (!next) { return false; }
    next.focus();
    if (next.select) { next.select(); }
    return true;
  }
  function atEdge(cell, right) {
    var whole = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
    return whole || (right > 0 ? cell.selectionEnd === cell.value.length : cell.selectionStart === 0 && cell.selectionEnd === 0);
  }
  sheet.addEventListener("keydown", function (event) {
    var cell = event.target;
    if (!cell.matches(".cell, .several") || event.ctrlKey || event.metaKey || event.altKey) { return; }
    var step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (event.key === "Enter" && cell.matches(".cell")) { step = event.shiftKey ? [-1, 0] : [1, 0]; }
    if (event.key === "Escape" && cell.matches(".cell") && cell.dataset.was !== undefined) { cell.value = cell.dataset.was; cell.select(); return; }
    if (!step) { return; }
    if (step[1] && cell.matches(".cell") && !atEdge(cell, step[1])) { return; }
    if (move(cell, step[0], step[1])) { event.preventDefault(); }
  });
  sheet.addEventListener("focusin", function (event) {
    if (!event.target.matches(".cell")) { return; }
    if (event.target.dataset.was === undefined) { event.target.dataset.was = event.target.value; }
    event.target.select();
    open(event.target);
  });
  sheet.addEventListener("change", function (event) {
    var cell = event.target;
    if (!cell.matches(".cell") || cell.readOnly) { return; }
    remember([{ cell: cell, before: cell.dataset.was || "" }]);
    cell.dataset.was = cell.value;
    changed(cell);
  });

  /* ---- pasting a block ---- */
  sheet.addEventListener("paste", function (event) {
    var cell = event.target;
    var text = (event.clipboardData || window.clipboardData).getData("text").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    if (!cell.matches(".cell") || !/[\t\n]/.test(text)) { return; }
    event.preventDefault();
    var at = where(cell), step = [];
    text.split("\n").forEach(function (pasted, down) {
      pasted.split("\t").forEach(function (value, right) {
        var target = (at[0][at[1] + down] || [])[at[2] + right];
        if (!target || !target.matches(".cell") || target.readOnly) { return; }
        if (target.value === value.trim()) { return; }
        step.push({ cell: target, before: target.value });
        target.value = value.trim();
        target.dataset.was = target.value;
        state(target, "waiting");
        put(target);
      });
    });
    if (step.length) { remember(step); }
    send();
  });

  /* ---- undoing: a paste is one step, however many cells it filled ---- */
  function remember(step) {
    steps.push(step);
    if (steps.length > 50) { steps.shift(); }
    undoButton.hidden = false;
  }
  function undo() {
    var step = steps.pop();
    undoButton.hidden = !steps.length;
    if (!step) { window.parkloop.toast(words.nothing_to_undo); return; }
    if (!reason.value.trim()) { reason.value = words.undo_reason; }
    step.forEach(function (each) {
      each.cell.value = each.before;
      each.cell.dataset.was = each.before;
      state(each.cell, "waiting");
      put(each.cell);
    });
    step[0].cell.focus();
    window.parkloop.toast(words.undone.replace("{n}", String(step.length)));
    send();
  }
  undoButton.addEventListener("click", undo);
  sheet.addEventListener("keydown", function (event) {
    var cell = event.target;
    if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || !cell.matches(".cell")) { return; }
    if (cell.value !== (cell.dataset.was === undefined ? cell.value : cell.dataset.was)) { return; } // typing goes first
    event.preventDefault();
    undo();
  });

  /* ---- status, note and notation of the chosen cell ---- */
  function open(cell) {
    chosen = cell;
    if (!bar) { return; }
    bar.hidden = false;
    field("cell-name").textContent = cell.getAttribute("aria-label");
    var now = edit(cell);
    field("cell-status").value = now.status;
    field("cell-notation").value = now.notation;
    field("cell-unit").value = now.unit;
    field("cell-note").value = now.note;
    field("cell-why").textContent = cell.dataset.why || "";
    all("select, input", bar).forEach(function (each) { each.disabled = cell.readOnly; });
    var history = field("cell-history");
    history.hidden = !cell.dataset.key;
    if (cell.dataset.key) { history.href = sheet.dataset.value.replace("KEY", cell.dataset.key); }
  }
  if (bar) {
    bar.addEventListener("submit", function (event) { event.preventDefault(); });
    bar.addEventListener("change", function (event) {
      if (!chosen || chosen.readOnly) { return; }
      if (event.target.id === "cell-status") { chosen.dataset.ownStatus = event.target.value; }
      if (event.target.id === "cell-unit") { chosen.dataset.ownUnit = event.target.value.trim(); }
      if (event.target.id === "cell-note") { chosen.dataset.note = event.target.value; }
      if (event.target.id === "cell-notation") { chosen.value = event.target.value; }
      if (chosen.value.trim() || chosen.dataset.entry) { changed(chosen); }
    });
  }

  /* ---- a new line ---- */
  function idOf(text) { var parts = text.split(" — "); return parts[parts.length - 1].trim(); }
  var form = field("new-line");
  if (form) {
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var kind = field("n-kind").value, flow = kind === "flow";
      var property = kind === "observation" ? field("n-property").value.trim() : kind === "balance" ? field("n-measure").value : "";
      var said = kind === "balance" ? field("n-measure").selectedOptions[0].textContent : property;
      var stream = field("n-stream").value.split(" — ")[0], at = field("n-to").value.split(" — ")[0];
      var told = { kind: kind, stream: idOf(field("n-stream").value), property: property, from_node: flow ? idOf(field("n-from").value) : "", to_node: idOf(field("n-to").value), activity: "", series: field("n-series").value.trim() };
      addLine(told, field("n-unit").value.trim(), [said, stream].filter(Boolean).join(", "), flow ? field("n-from").value.split(" — ")[0] + " → " + at : at);
      form.reset();
      fitKind();
    });
    field("n-kind").addEventListener("change", fitKind);
    fitKind();
  }
  /* each kind of line asks for its own fields */
  function fitKind() {
    var kind = field("n-kind").value;
    all("[data-for]", form).forEach(function (each) { each.hidden = each.dataset.for.split(" ").indexOf(kind) < 0; });
    field("n-from").required = kind === "flow";
    field("n-stream").required = kind !== "observation";
    field("n-property").required = kind === "observation";
    field("n-unit").required = kind !== "observation";
  }
  function addLine(told, unit, what, ends) {
    var made = document.createElement("tr");
    made.dataset.line = JSON.stringify(told);
    made.dataset.unit = unit;
    made.dataset.status = "measured";
    var head = document.createElement("th");
    head.scope = "row";
    head.className = "line";
    var name = document.createElement("b");
    name.textContent = what;
    var small = document.createElement("span");
    small.className = "ends";
    small.textContent = ends + (told.series ? " · " + told.series : "");
    head.append(name, small);
    var units = document.createElement("td");
    units.className = "unit";
    units.textContent = unit;
    made.append(head, units);
    var heads = all("thead th.r", sheet);
    for (var month = 1; month <= 12; month += 1) {
      var place = document.createElement("td");
      place.className = "empty";
      var cell = document.createElement("input");
      cell.className = "cell";
      cell.size = 1;
      cell.inputMode = "decimal";
      cell.autocomplete = "off";
      cell.dataset.month = sheet.dataset.year + "-" + String(month).padStart(2, "0");
      cell.dataset.entry = cell.dataset.key = cell.dataset.note = cell.dataset.reference = "";
      cell.readOnly = heads[month - 1].classList.contains("locked");
      cell.setAttribute("aria-label", what + ", " + ends + ", " + month + "/" + sheet.dataset.year);
      place.append(cell);
      made.append(place);
    }
    sheet.tBodies[0].append(made);
    (made.querySelector(".cell:not([readonly])") || made.querySelector(".cell")).focus();
  }

  /* ---- sending again, keeping in a file, coming back ---- */
  function again() {
    reason.removeAttribute("aria-invalid");
    all(".cell[data-state=failed]", sheet).forEach(function (cell) { state(cell, "waiting"); put(cell); });
    send();
  }
  resend.addEventListener("click", again);
  reason.addEventListener("change", function () { if (reason.value.trim()) { again(); } });
  window.addEventListener("online", again);
  keepFile.addEventListener("click", function () {
    var queue = kept();
    var lines = ["stream;from;to;series;month;figure;unit;status;notation;note"];
    Object.keys(queue).forEach(function (key) {
      var e = queue[key];
      lines.push([e.line.stream, e.line.from_node, e.line.to_node, e.line.series, e.month, e.figure || e.text, e.unit, e.status, e.notation, e.note].map(function (v) { return '"' + String(v).replace(/"/g, '""') + '"'; }).join(";"));
    });
    var link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff" + lines.join("\r\n")], { type: "text/csv" }));
    link.download = "parkloop-" + sheet.dataset.year + ".csv";
    link.click();
    URL.revokeObjectURL(link.href);
  });
  window.addEventListener("beforeunload", function (event) {
    if (all(".cell[data-state=failed]", sheet).length) { event.preventDefault(); }
  });

  (function comeBack() {
    var queue = kept();
    all(".cell", sheet).forEach(function (cell) {
      var waiting = queue[mark(cell)];
      if (!waiting || cell.readOnly) { return; }
      cell.value = waiting.notation || waiting.figure || waiting.text;
      cell.dataset.entry = waiting.base;
      cell.dataset.ownUnit = waiting.unit;
      cell.dataset.ownStatus = waiting.status;
      cell.dataset.note = waiting.note;
      state(cell, "waiting");
    });
    send();
    count();
  })();
})();
