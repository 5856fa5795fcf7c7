// The tabs that show one chat at a time where the window is narrow.

import { element } from "./texts.js";

const narrow = matchMedia("(max-width: 1100px)"); // as in style.css

export class Tabs {
  constructor(list) {
    this.list = list;
    this.entries = [];
    list.addEventListener("keydown", (event) => this.moved(event));
  }

  add(chat) {
    const tab = element("button", { type: "button", id: `tab${chat.place.chat}` }, chat.place.title);
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", chat.section.id);
    const count = element("span", { className: "count", hidden: true });
    tab.append(count);
    tab.addEventListener("click", () => this.show(chat));
    this.list.append(tab);
    this.entries.push({ chat, tab, count, unread: 0 });
  }

  show(chat) {
    for (const entry of this.entries) {
      const shown = entry.chat === chat;
      entry.tab.setAttribute("aria-selected", String(shown));
      entry.tab.tabIndex = shown ? 0 : -1;
      entry.chat.section.classList.toggle("shown", shown);
      if (shown) this.mark(entry, 0);
    }
    chat.log.scroll();
  }

  news(chat, number) {
    const entry = this.entries.find((one) => one.chat === chat);
    if (narrow.matches && !chat.section.classList.contains("shown")) this.mark(entry, entry.unread + number);
  }

  mark(entry, unread) {
    entry.unread = unread;
    entry.count.hidden = unread === 0;
    entry.count.textContent = unread;
    entry.count.setAttribute("aria-label", `${unread} nouveaux messages`);
  }

  moved(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = this.entries.findIndex(({ tab }) => tab === document.activeElement);
    const next = this.entries[(at + step + this.entries.length) % this.entries.length];
    this.show(next.chat);
    next.tab.focus();
    event.preventDefault();
  }
}
