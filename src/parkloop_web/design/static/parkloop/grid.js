/* A sheet to type into: one stop of the Tab key, arrows walk, typing edits, blocks are pasted.
   Every cell says whether it is saved, waiting or refused; what could not be sent stays and is
   sent again. Two editors of one value both see both values. */
import { ask, choose } from "./asking.js";

class Sheet {
  constructor(holder) {
    this.holder = holder;
    this.words = JSON.parse(holder.dataset.words);
    this.table = holder.querySelector("table");
    this.line = holder.querySelector(".sheet-line");
    this.columns = [...this.table.querySelectorAll("thead [data-column]")];
    this.rows = [...this.table.tBodies[0].rows];
    this.at = [0, 0];
    this.anchor = null;
    this.waiting = new Map();
    this.past = [];
    this.timer = 0;
    this.sending = false;
    this.table.setAttribute("role", "grid");
    this.rows.forEach((row, r) => this.columns.forEach((head, c) => {
      const cell = this.cell(r, c);
      cell.setAttribute("role", "gridcell");
      if (head.dataset.locked) { cell.classList.add("locked"); }
      if (this.isClosed(cell)) { cell.setAttribute("aria-readonly", "true"); }
    }));
    if (this.cell(0, 0)) { this.cell(0, 0).tabIndex = 0; }
    this.table.addEventListener("keydown", (event) => this.key(event));
    this.table.addEventListener("mousedown", (event) => this.press(event));
    this.table.addEventListener("dblclick", () => this.edit());
    this.table.addEventListener("paste", (event) => this.paste(event));
    this.table.addEventListener("copy", (event) => this.copy(event));
    window.addEventListener("online", () => this.send());
    window.addEventListener("beforeunload", (event) => { if (this.waiting.size) { event.preventDefault(); } });
  }

  cell(r, c) { return this.rows[r] && c >= 0 && c < this.columns.length ? this.rows[r].cells[c + 2] : undefined; }
  place(cell) { return [this.rows.indexOf(cell.parentElement), cell.cellIndex - 2]; }
  isClosed(cell) { return cell.classList.contains("locked") || cell.classList.contains("several"); }
  get here() { return this.cell(...this.at); }
  get selected() {
    const [a, b] = [this.at, this.anchor || this.at];
    const cells = [];
    for (let r = Math.min(a[0], b[0]); r <= Math.max(a[0], b[0]); r += 1) {
      const row = [];
      for (let c = Math.min(a[1], b[1]); c <= Math.max(a[1], b[1]); c += 1) { row.push(this.cell(r, c)); }
      cells.push(row);
    }
    return cells;
  }

  /* walking */
  go(r, c, extend = false) {
    const next = this.cell(Math.max(0, Math.min(this.rows.length - 1, r)), Math.max(0, Math.min(this.columns.length - 1, c)));
    if (!next) { return; }
    this.anchor = extend ? this.anchor || this.at : null;
    this.here.removeAttribute("tabindex");
    this.at = this.place(next);
    next.tabIndex = 0;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
    for (const cell of this.table.querySelectorAll(".chosen-cell")) { cell.classList.remove("chosen-cell"); }
    if (this.anchor) { this.selected.flat().forEach((cell) => cell.classList.add("chosen-cell")); }
  }
  press(event) {
    const cell = event.target.closest("td[role=gridcell]");
    if (!cell || event.target.tagName === "INPUT") { return; }
    if (this.input) { this.commit(); }
    event.preventDefault();
    this.go(...this.place(cell), event.shiftKey);
  }
  key(event) {
    if (this.input) { this.keyInside(event); return; }
    const [r, c] = this.at;
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-10, 0], PageDown: [10, 0] }[event.key];
    const command = event.ctrlKey || event.metaKey;
    if (step) { event.preventDefault(); this.go(r + step[0], c + step[1], event.shiftKey); }
    else if (event.key === "Home") { event.preventDefault(); this.go(command ? 0 : r, 0, event.shiftKey); }
    else if (event.key === "End") { event.preventDefault(); this.go(command ? this.rows.length - 1 : r, this.columns.length - 1, event.shiftKey); }
    else if (command && event.key.toLowerCase() === "z") { event.preventDefault(); this.undo(); }
    else if (event.key === "Enter" || event.key === "F2") { event.preventDefault(); this.edit(); }
    else if (event.key === "Delete" || event.key === "Backspace") { event.preventDefault(); this.write(this.selected.flat().map((cell) => [cell, ""])); }
    else if (event.key.length === 1 && !command && !event.altKey) { event.preventDefault(); this.edit(event.key); }
  }

  /* typing */
  edit(first) {
    const cell = this.here;
    if (cell.dataset.href && cell.classList.contains("several")) { location.assign(cell.dataset.href); return; }
    if (this.isClosed(cell)) { this.say(this.words.locked); return; }
    this.before = cell.textContent;
    const input = document.createElement("input");
    input.inputMode = "decimal";
    input.setAttribute("aria-label", this.nameOf(cell));
    input.value = first === undefined ? this.before : first;
    cell.replaceChildren(input);
    this.input = input;
    input.focus();
    if (first === undefined) { input.select(); }
    input.addEventListener("blur", () => { if (this.input === input) { this.commit(); } });
  }
  keyInside(event) {
    const [r, c] = this.at;
    if (event.key === "Escape") { event.preventDefault(); this.leave(this.before); this.here.focus(); }
    else if (event.key === "Enter") { event.preventDefault(); this.commit(); this.go(r + (event.shiftKey ? -1 : 1), c); }
    else if (event.key === "Tab") { event.preventDefault(); this.commit(); this.go(r, c + (event.shiftKey ? -1 : 1)); }
    else if (event.key === "ArrowUp" || event.key === "ArrowDown") { event.preventDefault(); this.commit(); this.go(r + (event.key === "ArrowUp" ? -1 : 1), c); }
    event.stopPropagation();
  }
  leave(words) { const cell = this.input.parentElement; this.input = null; cell.textContent = words; return cell; }
  commit() {
    const typed = this.input.value.trim(), before = this.before;
    const cell = this.leave(before);
    this.write([[cell, typed]]);
  }

  /* blocks */
  copy(event) {
    if (this.input) { return; }
    event.preventDefault();
    event.clipboardData.setData("text/plain", this.selected.map((row) => row.map((cell) => cell.textContent.trim()).join("\t")).join("\n"));
  }
  paste(event) {
    if (this.input) { return; }
    event.preventDefault();
    const lines = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
    const edits = [];
    let outside = 0;
    lines.forEach((values, down) => values.forEach((value, right) => {
      const cell = this.cell(this.at[0] + down, this.at[1] + right);
      if (!cell || this.isClosed(cell)) { outside += 1; } else { edits.push([cell, value.trim()]); }
    }));
    const count = this.write(edits);
    this.say([this.words.pasted.replace("{n}", count), outside ? this.words.outside.replace("{n}", outside) : ""].join(" "));
  }

  /* writing: shown at once, marked as waiting, sent together */
  write(edits, keepPast = true) {
    const changed = edits.filter(([cell, value]) => cell && !this.isClosed(cell) && cell.textContent.trim() !== value);
    if (!changed.length) { return 0; }
    if (keepPast) { this.past.push(changed.map(([cell]) => [cell, cell.textContent.trim()])); }
    changed.forEach(([cell, value]) => {
      cell.textContent = value;
      this.mark(cell, "waiting");
      this.waiting.set(cell, value);
    });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), 250);
    return changed.length;
  }
  undo() {
    const last = this.past.pop();
    if (last) { this.write(last, false); this.go(...this.place(last[0][0])); }
  }
  mark(cell, state, why) {
    if (state) { cell.dataset.state = state; } else { delete cell.dataset.state; }
    if (why) { cell.title = why; } else { cell.removeAttribute("title"); }
    cell.setAttribute("aria-invalid", String(state === "refused" || state === "conflict"));
  }
  nameOf(cell) {
    const [r, c] = this.place(cell);
    return `${this.rows[r].cells[0].firstChild.textContent.trim()}, ${this.columns[c].querySelector(".sr").textContent}`;
  }
  say(words) { this.line.textContent = words; }

  async send(reason = "") {
    if (this.sending || !this.waiting.size) { return; }
    this.sending = true;
    const sent = new Map(this.waiting);
    const cells = [...sent].map(([cell, figure]) => {
      const [r, c] = this.place(cell);
      return { row: this.rows[r].dataset.row, column: this.columns[c].dataset.column, figure, base: cell.dataset.base || "" };
    });
    try {
      const answer = await fetch(this.holder.dataset.save, {
        method: "POST", credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-CSRFToken": window.parkloop.token() },
        body: JSON.stringify({ cells, reason }),
      });
      if (![200, 207, 409, 422].includes(answer.status)) { throw new Error(String(answer.status)); }
      const { cells: outcomes } = await answer.json();
      this.sending = false;
      await this.take(outcomes, sent);
    } catch {
      this.sending = false;
      window.parkloop.toast(this.words.unsent, { words: this.words.again, run: () => this.send(reason) });
      return;
    }
    if (this.waiting.size) { this.send(); }
  }

  async take(outcomes, sent) {
    const wanting = [], both = [];
    for (const outcome of outcomes) {
      const r = this.rows.findIndex((row) => row.dataset.row === outcome.row);
      const c = this.columns.findIndex((head) => head.dataset.column === outcome.column);
      const cell = this.cell(r, c);
      if (!cell) { continue; }
      const stillThat = this.waiting.get(cell) === sent.get(cell);
      if (stillThat) { this.waiting.delete(cell); }
      if (outcome.became === "saved") {
        cell.dataset.base = outcome.base || "";
        if (stillThat && !(this.input && this.input.parentElement === cell)) { cell.textContent = outcome.shown; }
        if (stillThat) { this.mark(cell, "saved"); }
      } else if (outcome.became === "needs-reason") { wanting.push([cell, sent.get(cell)]); this.mark(cell, "refused", outcome.why); }
      else if (outcome.became === "conflict") { both.push([cell, sent.get(cell), outcome]); this.mark(cell, "conflict", outcome.why); }
      else { this.mark(cell, "refused", outcome.why); this.say(`${this.nameOf(cell)}: ${outcome.why}`); }
    }
    const saved = outcomes.filter((outcome) => outcome.became === "saved").length;
    if (saved === outcomes.length) { this.say(`${saved} ${this.words.saved}`); }
    for (const one of both) { await this.settle(...one); }
    if (wanting.length) { await this.explain(wanting); }
  }

  /* somebody else was faster: both values are seen, one is chosen */
  async settle(cell, mine, outcome) {
    const chosen = await choose({
      title: this.words.both, about: this.nameOf(cell),
      facts: [[this.words.theirs, outcome.shown || this.words.nothing], [this.words.yours, mine || this.words.nothing]],
      choices: [["theirs", this.words.keep_theirs], ["yours", this.words.keep_yours]],
    });
    cell.dataset.base = outcome.base || "";
    if (chosen === "yours") { this.waiting.set(cell, mine); this.mark(cell, "waiting"); }
    else { cell.textContent = outcome.shown || ""; this.mark(cell, ""); }
    cell.focus();
  }
  async explain(cells) {
    const reason = await ask({ title: this.words.reason, about: this.words.reason_help, save: this.words.save, cancel: this.words.cancel });
    if (!reason) { return; }
    cells.forEach(([cell, value]) => { this.waiting.set(cell, value); this.mark(cell, "waiting"); });
    await this.send(reason);
  }
}

for (const holder of document.querySelectorAll("[data-sheet]")) { holder.sheet = new Sheet(holder); }
