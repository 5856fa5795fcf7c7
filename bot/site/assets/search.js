"use strict";
// Finds entries by the words of a question, in the index beside; nothing is sent anywhere.

const MOST = 10;
const form = document.getElementById("search");
const field = document.getElementById("q");
const list = document.getElementById("found");
const count = document.getElementById("count");
const known = Object.keys(INDEX.words);

function folded(text) {
  const plain = text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/œ/g, "oe").replace(/æ/g, "ae");
  return plain.split(/[^a-z0-9]+/).filter((word) => word.length > 1);
}

function ranked(text) {
  const scores = new Map();
  for (const word of new Set(folded(text))) {
    const best = new Map();
    for (const other of known) {
      const near = other === word ? 1 : word.length > 3 && other.startsWith(word.slice(0, Math.max(4, word.length - 2))) ? 0.5 : 0;
      if (!near) continue;
      for (const [page, weight] of INDEX.words[other]) best.set(page, Math.max(best.get(page) || 0, near * weight));
    }
    for (const [page, weight] of best) scores.set(page, (scores.get(page) || 0) + weight);
  }
  return [...scores].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, MOST).map(([page]) => INDEX.pages[page]);
}

function show() {
  const asked = field.value.trim();
  const pages = asked ? ranked(asked) : [];
  list.replaceChildren(...pages.map(([href, title]) => {
    const link = document.createElement("a");
    link.href = href;
    link.textContent = title;
    const item = document.createElement("li");
    item.append(link);
    return item;
  }));
  list.hidden = !pages.length;
  count.textContent = !asked ? "" : pages.length ? count.dataset.some.replace("{count}", pages.length) : count.dataset.none;
}

form.hidden = false; // without JavaScript there is nothing to search with: the lists below hold everything
form.addEventListener("submit", (event) => event.preventDefault());
field.addEventListener("input", show);
show();
