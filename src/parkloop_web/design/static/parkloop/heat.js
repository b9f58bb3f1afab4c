/* A large map of months is one stop of the Tab key; arrows walk it, Enter opens the month. */
for (const table of document.querySelectorAll("table[data-heat]")) {
  const months = [...table.querySelectorAll("th[data-month]")].map((head) => head.dataset.month);
  const rows = [...table.tBodies[0].rows];
  const names = [...table.querySelectorAll("th[data-month] .sr")].map((name) => name.textContent);
  let at = [0, 0];
  table.setAttribute("role", "grid");

  const cell = ([row, column]) => rows[row] && rows[row].cells[column + 1];
  const open = (td) => {
    const month = months[td.cellIndex - 1], row = td.parentElement;
    if (month && row.dataset.code) { location.assign(`${row.querySelector("a").getAttribute("href")}${month}/`); }
  };
  const go = (to) => {
    const next = cell(to);
    if (!next) { return; }
    cell(at).removeAttribute("tabindex");
    at = to;
    next.tabIndex = 0;
    next.setAttribute("aria-label", `${next.parentElement.cells[0].title}, ${names[to[1]]}: ${next.textContent.trim()}`);
    next.focus();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  if (cell(at)) { cell(at).tabIndex = 0; }
  table.addEventListener("click", (event) => { const td = event.target.closest("td"); if (td) { open(td); } });
  table.addEventListener("keydown", (event) => {
    const td = event.target.closest("td");
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-10, 0], PageDown: [10, 0] }[event.key];
    if (!td) { return; }
    if (step) {
      event.preventDefault();
      const row = Math.max(0, Math.min(rows.length - 1, at[0] + step[0]));
      const column = Math.max(0, Math.min(months.length - 1, at[1] + step[1]));
      go([row, column]);
    } else if (event.key === "Enter") { event.preventDefault(); open(td); }
  });
  table.addEventListener("focusin", (event) => {
    const td = event.target.closest("td");
    if (td) { at = [rows.indexOf(td.parentElement), td.cellIndex - 1]; }
  });
}
