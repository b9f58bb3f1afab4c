/* Ctrl-K: what one looks for, found while one types; arrows choose, Enter opens. */
const dialog = document.getElementById("palette");
const field = dialog.querySelector("input");
const list = dialog.querySelector("ul");
const said = dialog.querySelector(".palette-said");
let found = [], chosen = 0, asked = 0, waiting = 0;

function choose(at) {
  chosen = found.length ? (at + found.length) % found.length : 0;
  [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === chosen)));
  const item = list.children[chosen];
  if (item) { field.setAttribute("aria-activedescendant", item.id); item.scrollIntoView({ block: "nearest" }); }
  else { field.removeAttribute("aria-activedescendant"); }
}

function show(results) {
  found = results;
  list.replaceChildren(...results.map((result, at) => {
    const item = document.createElement("li");
    item.id = `palette-${at}`;
    item.setAttribute("role", "option");
    const kind = document.createElement("small");
    kind.textContent = result.kind;
    item.append(result.name, kind);
    item.addEventListener("click", () => open(at));
    item.addEventListener("pointermove", () => { if (chosen !== at) { choose(at); } });
    return item;
  }));
  said.textContent = results.length ? "" : said.dataset.none;
  choose(0);
}

async function ask() {
  const number = ++asked;
  try {
    const answer = await fetch(`${dialog.dataset.src}?q=${encodeURIComponent(field.value)}`, { credentials: "same-origin" });
    if (!answer.ok) { throw new Error(String(answer.status)); }
    const { results } = await answer.json();
    if (number === asked) { show(results); }
  } catch {
    if (number === asked) { said.textContent = said.dataset.failed; }
  }
}

function open(at) {
  if (found[at]) { dialog.close(); location.assign(found[at].url); }
}

field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 60); });
field.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) { event.preventDefault(); choose(chosen + step); }
  else if (event.key === "Home" || event.key === "End") { event.preventDefault(); choose(event.key === "Home" ? 0 : -1); }
  else if (event.key === "Enter") { event.preventDefault(); open(chosen); }
});

window.parkloop.openPalette = () => {
  if (dialog.open) { dialog.close(); return; }
  dialog.showModal();
  field.select();
  ask();
};
