/* Small questions in a dialog: choose one of several, or give a reason. */
function made(title, about) {
  const dialog = document.createElement("dialog");
  dialog.className = "asking";
  const head = document.createElement("h2");
  head.id = `asking-${Math.random().toString(36).slice(2)}`;
  head.textContent = title;
  dialog.setAttribute("aria-labelledby", head.id);
  const words = document.createElement("p");
  words.className = "muted";
  words.textContent = about;
  dialog.append(head, words);
  document.body.append(dialog);
  return dialog;
}
function button(words, css, value) {
  const made = document.createElement("button");
  made.className = css;
  made.value = value;
  made.textContent = words;
  return made;
}
function answered(dialog, read) {
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => { const answer = read(); dialog.remove(); resolve(answer); }, { once: true });
  });
}

/* facts: [[name, value]]; choices: [[value, words]], the first is what Escape means */
export function choose({ title, about, facts, choices }) {
  const dialog = made(title, about);
  const list = document.createElement("dl");
  list.className = "facts";
  for (const [name, value] of facts) {
    const term = document.createElement("dt"), what = document.createElement("dd");
    term.textContent = name;
    what.textContent = value;
    list.append(term, what);
  }
  const form = document.createElement("form");
  form.method = "dialog";
  form.className = "actions";
  choices.forEach(([value, words], at) => form.append(button(words, at ? "button second" : "button", value)));
  dialog.append(list, form);
  return answered(dialog, () => dialog.returnValue || choices[0][0]);
}

export function ask({ title, about, save, cancel }) {
  const dialog = made(title, about);
  const form = document.createElement("form");
  form.method = "dialog";
  const field = document.createElement("textarea");
  field.required = true;
  field.maxLength = 1000;
  field.setAttribute("aria-label", title);
  const holder = document.createElement("div");
  holder.className = "field";
  holder.append(field);
  const acts = document.createElement("div");
  acts.className = "actions";
  const back = button(cancel, "button second", "");
  back.formNoValidate = true;
  acts.append(button(save, "button", "save"), back);
  form.append(holder, acts);
  dialog.append(form);
  return answered(dialog, () => (dialog.returnValue === "save" ? field.value.trim() : ""));
}
