// The messages of a chat: shown, changed in place, and walked through by keyboard.

import { anchor, attachment, element, rich, service, summary } from "./texts.js";

const DAY = new Intl.DateTimeFormat("fr-FR", { weekday: "long", day: "numeric", month: "long" });
const CLOCK = new Intl.DateTimeFormat("fr-FR", { hour: "2-digit", minute: "2-digit" });
const CLOSE = 120; // pixels from the end within which somebody is reading the end
const ARROW = "M9 7L4 12l5 5M4 12h10a6 6 0 0 1 6 6";

const icon = (path) => {
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  drawn.setAttribute("viewBox", "0 0 24 24");
  drawn.setAttribute("aria-hidden", "true");
  line.setAttribute("d", path);
  drawn.append(line);
  return drawn;
};

export class Log {
  constructor(node, chat) {
    this.node = node;
    this.chat = chat;
    this.shown = new Map(); // message_id -> { message, node }
    node.addEventListener("keydown", (event) => this.walked(event));
  }

  get messages() {
    return [...this.shown.values()].map(({ message }) => message);
  }

  get atEnd() {
    return this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < CLOSE;
  }

  isOwn(message) {
    return !message.by_bot && !message.from.is_bot && message.kind !== "service" && message.from.id === (this.chat.speaker || message.from.id);
  }

  lastOwn() {
    return this.messages.filter((one) => this.isOwn(one) && one.kind === "text" && !one.via_bot).at(-1);
  }

  /** The message next to one, upwards or downwards, among those that can be answered. */
  beside(message, step) {
    const all = this.messages.filter((one) => one.kind !== "service");
    const at = message ? all.findIndex((one) => one.message_id === message.message_id) : all.length;
    return all[Math.max(0, at + step)] ?? null;
  }

  put(message) {
    const node = this.draw(message);
    const known = this.shown.get(message.message_id);
    if (known) this.replace(known.node, node);
    else this.append(message, node);
    this.shown.set(message.message_id, { message, node });
  }

  /** A message at the end, below the name of its day where it is the first of it. */
  append(message, node) {
    const day = DAY.format(message.date * 1000);
    if (day !== this.day) this.node.append(element("p", { className: "day", textContent: day }));
    this.day = day;
    this.node.append(node);
  }

  /** A line above the first message that came while older ones were read; it goes when the end is seen. */
  markUnread(message) {
    if (this.unread?.isConnected) return;
    this.unread = element("p", { className: "day unread", textContent: "Messages non lus" });
    this.shown.get(message.message_id)?.node.before(this.unread);
  }

  /** Where a button had the focus, the same button keeps it; where it is gone, the message does, never another button. */
  replace(old, node) {
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    old.replaceWith(node);
    if (!focused) return;
    const same = [...node.querySelectorAll("button, a")].find((one) => one.textContent === focused.textContent);
    (focused === old || !same ? node : same).focus();
  }

  forget(number) {
    const known = this.shown.get(number);
    if (known?.node.contains(document.activeElement)) this.chat.input.focus();
    known?.node.remove();
    this.shown.delete(number);
  }

  /** What stands there stays to be read; messages that come from now on have numbers of their own. */
  leave() {
    this.shown.clear();
  }

  /** To the end, as Telegram opens a message however long it is. */
  scroll() {
    this.node.scrollTop = this.node.scrollHeight;
  }

  /** Somebody else speaks in this group now: what is their own changes sides. */
  redraw() {
    this.node.setAttribute("aria-busy", "true"); // nothing of it is news
    for (const { message } of [...this.shown.values()]) this.put(message);
    this.node.setAttribute("aria-busy", "false");
  }

  go(node) {
    if (!node) return;
    node.focus({ preventScroll: true });
    node.scrollIntoView({ block: "nearest" });
  }

  // by keyboard

  walked(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const nodes = [...this.node.querySelectorAll(".message")];
    const at = nodes.findIndex((node) => node.contains(document.activeElement));
    const node = nodes[at];
    const step = { ArrowDown: at < 0 ? nodes.length - 1 : at + 1, ArrowUp: at < 0 ? nodes.length - 1 : at - 1, Home: 0, End: nodes.length - 1 }[event.key];
    if (step !== undefined) this.go(nodes[Math.min(Math.max(step, 0), nodes.length - 1)]);
    else if (event.key === "Escape") this.chat.input.focus();
    else if (!node || !this.done(event.key, node)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** What a key does to the message that has the focus. */
  done(key, node) {
    const { message } = this.shown.get(Number(node.dataset.message)) ?? {};
    const keys = [...node.querySelectorAll(".key")];
    const at = keys.indexOf(document.activeElement);
    if (!message || message.kind === "service") return false;
    if (key.toLowerCase() === "r") this.chat.reply(message);
    else if (key.toLowerCase() === "m" && message === this.lastOwn()) this.chat.edit(message);
    else if (/^[1-9]$/.test(key) && keys[key - 1]) { keys[key - 1].focus(); keys[key - 1].click(); }
    else if (key === "ArrowRight" && keys.length) keys[(at + 1) % keys.length].focus();
    else if (key === "ArrowLeft" && keys.length) keys.at(at < 0 ? -1 : at - 1).focus();
    else if (key === "Enter" && node === document.activeElement) (keys[0] ?? node.querySelector("a, button"))?.focus();
    else return false;
    return true;
  }

  // how a message looks

  draw(message) {
    const node = element("article", { className: "message", tabIndex: -1 });
    node.dataset.message = message.message_id;
    if (message.kind === "service") {
      node.classList.add("service");
      node.append(service(message));
      return node;
    }
    const own = this.isOwn(message);
    node.classList.toggle("own", own);
    node.append(element("div", { className: "line" }, this.bubble(message, own), this.answer(message)));
    const rows = message.reply_markup?.inline_keyboard ?? [];
    if (rows.length) node.append(this.keys(message, rows));
    return node;
  }

  bubble(message, own) {
    const bubble = element("div", { className: "bubble" });
    const sender = element("p", { className: own || message.by_bot ? "unseen" : "sender" });
    sender.textContent = own ? "Vous :" : message.from.first_name;
    bubble.append(sender);
    if (message.topic) bubble.append(element("p", { className: "in-topic", textContent: message.topic }));
    if (message.reply_to_message && !message.reply_to_message.forum_topic_created) bubble.append(this.quote(message.reply_to_message));
    const attached = attachment(message);
    if (attached) bubble.append(attached);
    const text = message.text ?? message.caption;
    if (text) bubble.append(rich(text, message.entities ?? message.caption_entities, this.chat));
    const foot = element("p", { className: "foot" });
    if (message.via_bot) foot.append(`via @${message.via_bot.username}`);
    if (message.edit_date && !message.by_bot) foot.append("modifié");
    foot.append(element("time", { textContent: CLOCK.format(message.date * 1000) }));
    if (own) foot.append(element("span", { className: "ticks", ariaHidden: "true" }));
    bubble.append(foot);
    return bubble;
  }

  quote(message) {
    const own = this.isOwn(message);
    const who = element("b", { textContent: own ? "Vous" : message.from.first_name });
    const node = element("button", { type: "button", className: "quoted" }, who, " ", summary(message));
    node.prepend(element("span", { className: "unseen", textContent: "En réponse à " }));
    node.addEventListener("click", () => this.go(this.shown.get(message.message_id)?.node));
    return node;
  }

  answer(message) {
    const node = element("button", { type: "button", className: "answer", title: "Répondre", tabIndex: -1 }, icon(ARROW));
    node.setAttribute("aria-label", "Répondre");
    node.addEventListener("click", () => this.chat.reply(message));
    return node;
  }

  keys(message, rows) {
    const keys = element("div", { className: "keys" });
    for (const row of rows) keys.append(element("div", {}, ...row.map((button) => this.key(message, button))));
    return keys;
  }

  key(message, button) {
    if (button.url) {
      const node = anchor(button.url);
      node.className = "key";
      node.append(button.text, Object.assign(element("span", { textContent: "↗" }), { ariaHidden: "true" }));
      return node;
    }
    const node = element("button", { type: "button", className: `key ${button.style ?? ""}`.trim(), textContent: button.text });
    node.addEventListener("click", () => this.chat.pressed(message, button, node));
    return node;
  }

  /** « Modifier » under the last own text; Tab goes to the buttons of the bot's last message, arrows to all others. */
  refreshActs() {
    const lastOwn = this.lastOwn();
    const lastOfBot = this.messages.filter((one) => one.by_bot).at(-1);
    for (const { message, node } of this.shown.values()) {
      node.classList.toggle("read", message.message_id < (lastOfBot?.message_id ?? 0));
      for (const key of node.querySelectorAll(".key, .unfold, .command, .text a")) key.tabIndex = message === lastOfBot ? 0 : -1;
      const button = node.querySelector(".answer");
      if (button) button.tabIndex = message === lastOfBot ? 0 : -1;
      const had = node.querySelector(".acts");
      if (Boolean(had) === (message === lastOwn)) continue;
      had?.remove();
      if (message === lastOwn) node.append(this.acts(message));
    }
  }

  acts(message) {
    const button = element("button", { type: "button", textContent: "Modifier" });
    button.addEventListener("click", () => this.chat.edit(message));
    return element("div", { className: "acts" }, button);
  }
}
