// The chat page of the sandbox. Texts come as plain text with entities that the server parsed:
// nodes are built from them, and nothing that somebody wrote is ever read as HTML.

const SAMPLES = [
  ["sticker", "Un autocollant"],
  ["voice", "Un message vocal"],
  ["photo", "Une photo"],
  ["document", "Un fichier"],
  ["location", "Une position"],
  ["contact", "Un contact"],
];
const ACTIONS = { typing: "écrit", upload_document: "envoie un fichier" };
const PLAIN = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre" };
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const HOLD = 25; // seconds that the server holds a poll
const CLOCK = new Intl.DateTimeFormat("fr-FR", { hour: "2-digit", minute: "2-digit" });

const element = (name, properties = {}, ...children) => {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
};

const ask = async (path, method = "GET", body = undefined) => {
  const response = await fetch(`/sandbox${path}`, {
    method,
    headers: body === undefined ? {} : { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Refusal(answer.description);
  return answer;
};

class Refusal extends Error {}

const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

// texts

const safeAddress = (url) => (/^(https?|mailto|tel|tg):/i.test(url) ? url : null);

const anchor = (url) => {
  const address = safeAddress(url);
  return address
    ? element("a", { href: address, target: "_blank", rel: "noopener noreferrer" })
    : element("span");
};

const fold = () => {
  const quote = element("blockquote", { className: "folded" });
  const button = element("button", { type: "button", className: "unfold", textContent: "Tout afficher" });
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => {
    const folded = quote.classList.toggle("folded");
    button.textContent = folded ? "Tout afficher" : "Réduire";
    button.setAttribute("aria-expanded", String(!folded));
  });
  return { node: element("div", {}, quote, button), inside: quote };
};

const spoiler = () => {
  const node = element("button", { type: "button", className: "spoiler", title: "Texte masqué" });
  node.setAttribute("aria-expanded", "false");
  node.addEventListener("click", () => node.setAttribute("aria-expanded", "true"));
  return node;
};

/** The node that an entity stands for, and where its text goes. */
const shell = (entity, covered, chat) => {
  const simple = (node) => ({ node, inside: node });
  switch (entity.type) {
    case "text_link": return simple(anchor(entity.url));
    case "url": return simple(anchor(/^[a-z]+:\/\//i.test(covered) ? covered : `https://${covered}`));
    case "email": return simple(anchor(`mailto:${covered}`));
    case "spoiler": return simple(spoiler());
    case "blockquote": return simple(element("blockquote"));
    case "expandable_blockquote": return fold();
    case "bot_command": {
      const node = element("button", { type: "button", className: "command" });
      node.addEventListener("click", () => chat.say(covered));
      return simple(node);
    }
    default: return simple(element(PLAIN[entity.type] ?? "span"));
  }
};

/** Fill a node with the text between two offsets; entities, in order, are used up on the way. */
const fill = (parent, text, entities, from, to, chat) => {
  let at = from;
  while (entities.length && entities[0].offset < to) {
    const entity = entities.shift();
    const first = Math.max(entity.offset, at);
    const last = Math.min(entity.offset + entity.length, to);
    if (last <= first) continue;
    parent.append(text.slice(at, first));
    const { node, inside } = shell(entity, text.slice(first, last), chat);
    fill(inside, text, entities, first, last, chat);
    parent.append(node);
    at = last;
    if (BLOCKS.has(entity.type) && text[at] === "\n") at += 1; // a block ends its own line
  }
  parent.append(text.slice(at, to));
};

const rich = (text, entities, chat) => {
  const node = element("div", { className: "text" });
  fill(node, text, [...(entities ?? [])], 0, text.length, chat);
  return node;
};

const size = (bytes) => (bytes < 1000 ? `${bytes} octets` : `${Math.round(bytes / 1000)} Ko`);

const attachment = (message) => {
  const line = (...what) => element("p", { className: "attachment" }, ...what);
  if (message.document) {
    const { file_id, file_name, file_size } = message.document;
    const name = message.by_bot
      ? element("a", { href: `/sandbox/files/${encodeURIComponent(file_id)}`, download: file_name, textContent: file_name })
      : file_name;
    return line("Fichier", name, ` (${size(file_size)})`);
  }
  if (message.sticker) return line(`Autocollant ${message.sticker.emoji}`);
  if (message.voice) return line(`Message vocal, ${message.voice.duration} s`);
  if (message.photo) return line("Photo");
  if (message.location) return line("Position");
  if (message.contact) return line(`Contact : ${message.contact.first_name}`);
  return null;
};

const service = (message) => {
  const names = (people) => people.map((one) => one.first_name).join(", ");
  if (message.new_chat_members) return `${names(message.new_chat_members)} rejoint le groupe`;
  if (message.left_chat_member) return `${message.left_chat_member.first_name} quitte le groupe`;
  if (message.migrate_to_chat_id) return `Le groupe devient un supergroupe (${message.migrate_to_chat_id})`;
  if (message.migrate_from_chat_id) return "Le groupe est devenu un supergroupe";
  return "";
};

const summary = (message) => (message.text ?? message.caption ?? attachment(message)?.textContent ?? "").split("\n")[0];

// a chat

class Chat {
  constructor(place, state, onNews) {
    this.place = place;
    this.bot = state.bot;
    this.path = `/chats/${place.chat}`;
    this.onNews = onNews;
    this.seq = 0;
    this.loaded = false;
    this.shown = new Map(); // message_id -> { message, node }
    this.editing = null;
    this.replying = null;
    this.build(state.description);
  }

  build(description) {
    const { title, role, suggestions, chat } = this.place;
    this.section = document.querySelector("#chat").content.firstElementChild.cloneNode(true);
    this.section.dataset.chat = chat;
    this.section.id = `chat${chat}`;
    this.section.setAttribute("aria-label", role ? `${title}, ${role}` : title);
    const find = (selector) => this.section.querySelector(selector);
    const role_ = (name) => find(`[data-role="${name}"]`);
    find("h2").textContent = title;
    find(".role").textContent = role;
    find(".avatar").textContent = title.slice(0, 1);
    Object.assign(this, {
      log: role_("messages"), input: role_("input"), toastLine: role_("toast"), startButton: role_("start"),
      newButton: role_("new"), commandsButton: role_("commands"), attachButton: role_("attach"),
      form: find("form"), menu: find(".menu"), typing: find(".typing"), empty: find(".empty"),
      aboutTo: find(".about-to"), suggestions: find(".suggestions"),
    });
    this.log.setAttribute("aria-label", `Messages, ${title}`);
    this.input.id = `input${chat}`;
    find("label").htmlFor = this.input.id;
    find("label").textContent = `Votre message en tant que ${title}`;
    this.menu.id = `menu${chat}`;
    for (const button of [this.commandsButton, this.attachButton]) button.setAttribute("aria-controls", this.menu.id);
    find(".about").textContent = description;
    this.suggestions.hidden = suggestions.length === 0;
    for (const text of suggestions) {
      const shown = text.replace(/ ([?!:;»])/g, "\u00a0$1"); // no sign alone on a line
      const button = element("button", { type: "button", textContent: shown });
      button.addEventListener("click", () => this.say(text));
      this.suggestions.querySelector("ul").append(element("li", {}, button));
    }
    this.listen(role_("cancel"));
    this.refreshEmpty();
  }

  listen(cancel) {
    this.startButton.addEventListener("click", () => this.start());
    this.newButton.addEventListener("click", () => this.start());
    this.commandsButton.addEventListener("click", () => this.toggle(this.commandsButton, () => this.commandItems()));
    this.attachButton.addEventListener("click", () => this.toggle(this.attachButton, () => this.sampleItems()));
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    this.input.addEventListener("input", () => { this.grow(); this.searchSoon(); });
    this.input.addEventListener("keydown", (event) => this.typed(event));
    this.form.addEventListener("keydown", (event) => this.moved(event));
    this.form.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !this.form.contains(event.relatedTarget)) this.close();
    });
    cancel.addEventListener("click", () => { this.settle(); this.input.focus(); });
  }

  // what the person does

  async act(what) {
    try {
      return await what();
    } catch (error) {
      this.toast(error instanceof Refusal ? `Refusé : ${error.message}` : "Le bac à sable ne répond pas.");
      return null;
    }
  }

  from(body = {}) {
    return this.place.speaker ? { from: this.place.speaker, ...body } : body;
  }

  async start() {
    await this.act(() => ask(`${this.path}/start`, "POST", this.from()));
    this.input.focus();
  }

  async say(text) {
    const reply_to = this.replying?.message_id;
    this.settle();
    await this.act(() => ask(`${this.path}/messages`, "POST", this.from({ text, reply_to })));
    this.input.focus();
  }

  async submit() {
    const text = this.input.value;
    if (!text.trim()) return this.input.focus();
    if (!this.editing) return this.say(text);
    const { message_id } = this.editing;
    this.settle();
    await this.act(() => ask(`${this.path}/messages/${message_id}`, "PUT", { text }));
    return this.input.focus();
  }

  async press(message, button, node) {
    node.setAttribute("aria-busy", "true");
    const body = this.from({ data: button.callback_data, label: button.text });
    const answer = await this.act(() => ask(`${this.path}/messages/${message.message_id}/press`, "POST", body));
    node.removeAttribute("aria-busy");
    if (answer && !answer.answered) this.toast("Le bot n’a pas encore répondu à ce bouton.");
    else if (answer?.text && answer.show_alert) this.alert(answer.text);
    else if (answer?.text) this.toast(answer.text);
  }

  edit(message) {
    this.settle();
    this.editing = message;
    this.announce(`Modification : ${summary(message)}`);
    this.input.value = message.text;
    this.grow();
    this.input.focus();
    this.input.setSelectionRange(message.text.length, message.text.length);
  }

  reply(message) {
    this.settle(this.input.value);
    this.replying = message;
    this.announce(`Réponse à : ${summary(message)}`);
    this.input.placeholder = message.placeholder || "Message";
    this.input.focus();
  }

  announce(text) {
    this.aboutTo.hidden = false;
    this.aboutTo.querySelector("p").textContent = text;
  }

  /** Nothing is being edited or answered any more; the input holds this text. */
  settle(text = "") {
    this.editing = this.replying = null;
    this.aboutTo.hidden = true;
    this.input.value = text;
    this.input.placeholder = "Message";
    this.grow();
    this.close();
  }

  typed(event) {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.form.requestSubmit();
    } else if (event.key === "ArrowUp" && !this.input.value && this.lastOwn()) {
      event.preventDefault();
      this.edit(this.lastOwn());
    } else if (event.key === "Escape" && this.menu.hidden) {
      this.settle();
    }
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight + 2, 144)}px`;
  }

  // menus: commands, samples, results of an inline search

  async toggle(button, items) {
    if (button.getAttribute("aria-expanded") === "true") return this.close();
    this.close();
    this.list(await items(), button);
    this.menu.querySelector("button")?.focus();
    return undefined;
  }

  async commandItems() {
    const commands = (await this.act(() => ask(`${this.path}/commands`))) ?? [];
    return commands.map(({ command, description }) => ({
      label: [element("b", { textContent: `/${command}` }), description],
      choose: () => this.say(`/${command}`),
      empty: "Le bot n’a déclaré aucune commande.",
    }));
  }

  sampleItems() {
    return SAMPLES.map(([kind, label]) => ({
      label: [label],
      choose: async () => {
        this.close();
        await this.act(() => ask(`${this.path}/attachments`, "POST", this.from({ kind })));
        this.input.focus();
      },
    }));
  }

  searchSoon() {
    clearTimeout(this.searchTimer);
    const query = this.searched();
    if (query === null) {
      if (this.menu.dataset.of === "search") this.close();
      return;
    }
    this.searchTimer = setTimeout(() => this.search(query), 300);
  }

  searched() {
    const prefix = `@${this.bot.username} `;
    return this.input.value.toLowerCase().startsWith(prefix.toLowerCase()) ? this.input.value.slice(prefix.length) : null;
  }

  async search(query) {
    const found = await this.act(() => ask(`${this.path}/inline`, "POST", this.from({ query, timeout: 5 })));
    if (!found || this.searched() !== query) return;
    this.list(found.results.map((result) => ({
      label: [element("b", { textContent: result.title }), result.description],
      choose: async () => {
        this.settle();
        await this.act(() => ask(`${this.path}/inline/${found.query}`, "POST", { result: result.id }));
        this.input.focus();
      },
    })), null, "Aucun résultat.");
    this.menu.dataset.of = "search";
  }

  list(items, button, nothing = "Le bot n’a déclaré aucune commande.") {
    this.menu.replaceChildren(...items.map(({ label, choose }) => {
      const node = element("button", { type: "button" }, ...label);
      node.addEventListener("click", choose);
      return element("li", {}, node);
    }));
    if (!items.length) this.menu.append(element("li", {}, element("p", { textContent: nothing })));
    this.menu.hidden = false;
    delete this.menu.dataset.of;
    button?.setAttribute("aria-expanded", "true");
  }

  close() {
    this.menu.hidden = true;
    for (const button of [this.commandsButton, this.attachButton]) button.setAttribute("aria-expanded", "false");
  }

  moved(event) {
    if (this.menu.hidden) return;
    const entries = [...this.menu.querySelectorAll("button")];
    const at = entries.indexOf(document.activeElement);
    const opener = this.form.querySelector('[aria-expanded="true"]') ?? this.input;
    if (event.key === "Escape") {
      this.close();
      opener.focus();
    } else if (event.key === "ArrowDown" && (at >= 0 || this.menu.dataset.of === "search")) {
      entries[(at + 1) % entries.length]?.focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      entries[(at - 1 + entries.length) % entries.length].focus();
    } else if (event.key === "Home" && at >= 0) {
      entries[0].focus();
    } else if (event.key === "End" && at >= 0) {
      entries.at(-1).focus();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  // what happens in the chat

  async follow(onState) {
    for (let wait = 0.5; ; ) {
      try {
        const hold = this.loaded ? HOLD : 0;
        const { changes, seq } = await ask(`${this.path}/messages?after=${this.seq}&timeout=${hold}`);
        onState(true);
        wait = 0.5;
        if (changes.length) this.take(changes);
        this.seq = seq;
        this.loaded = true; // what stood there before is no news
      } catch {
        onState(false);
        await pause(wait);
        wait = Math.min(wait * 2, 5);
      }
    }
  }

  take(changes) {
    const atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 120;
    let own = false;
    for (const change of changes) {
      if (change.kind === "action") this.busy(change.action);
      else if (change.kind === "deleted") this.forget(change.message_id);
      else this.put(change.message);
      own ||= change.kind === "new" && !change.message.by_bot;
    }
    const news = changes.filter((change) => change.kind === "new" && change.message.by_bot);
    if (news.length) this.busy("");
    this.refreshEmpty();
    this.refreshActs();
    if (atEnd || own) this.scroll(news[0]);
    if (news.length && this.loaded) this.onNews(this, news.length);
    const forced = news.at(-1)?.message;
    if (forced?.force_reply && this.section.contains(document.activeElement)) this.reply(forced);
  }

  /** To the end, but never past the beginning of an answer that was just given: it is read from its top. */
  scroll(change) {
    const node = change && this.loaded ? this.shown.get(change.message_id)?.node : null;
    const past = node ? node.getBoundingClientRect().top - this.log.getBoundingClientRect().top - 8 : Infinity;
    this.log.scrollTop = Math.min(this.log.scrollHeight, this.log.scrollTop + past);
  }

  put(message) {
    const node = this.draw(message);
    const known = this.shown.get(message.message_id);
    if (!known) {
      this.log.append(node);
    } else {
      const buttons = [...known.node.querySelectorAll("button, a")];
      const focused = buttons.indexOf(document.activeElement);
      known.node.replaceWith(node);
      if (focused >= 0) (node.querySelectorAll("button, a")[focused] ?? this.input).focus();
    }
    this.shown.set(message.message_id, { message, node });
  }

  forget(number) {
    const known = this.shown.get(number);
    if (known?.node.contains(document.activeElement)) this.input.focus();
    known?.node.remove();
    this.shown.delete(number);
  }

  isOwn(message) {
    return !message.by_bot && message.from.id === (this.place.speaker || message.from.id);
  }

  draw(message) {
    const node = element("article", { className: "message" });
    node.dataset.message = message.message_id;
    if (message.kind === "service") {
      node.classList.add("service");
      node.append(service(message));
      return node;
    }
    const own = this.isOwn(message);
    node.classList.toggle("own", own);
    const bubble = element("div", { className: "bubble" });
    const sender = element("p", { className: own || message.by_bot ? "unseen" : "sender" });
    sender.textContent = own ? "Vous :" : message.from.first_name;
    bubble.append(sender);
    if (message.reply_to_message) {
      bubble.append(element("span", { className: "quoted", textContent: summary(message.reply_to_message) }));
    }
    const attached = attachment(message);
    if (attached) bubble.append(attached);
    const text = message.text ?? message.caption;
    if (text) bubble.append(rich(text, message.entities ?? message.caption_entities, this));
    const foot = element("p", { className: "foot" });
    if (message.via_bot) foot.append(`via @${message.via_bot.username}`);
    if (message.edit_date && !message.by_bot) foot.append("modifié");
    foot.append(element("time", { textContent: CLOCK.format(message.date * 1000) }));
    bubble.append(foot);
    node.append(bubble);
    const rows = message.reply_markup?.inline_keyboard ?? [];
    if (rows.length) node.append(this.keys(message, rows));
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
    const node = element("button", { type: "button", className: "key", textContent: button.text });
    node.addEventListener("click", () => {
      if (button.callback_data !== undefined) this.press(message, button, node);
      else if (button.copy_text) navigator.clipboard?.writeText(button.copy_text.text).then(() => this.toast("Copié."));
      else this.open(button);
    });
    return node;
  }

  open(button) {
    const query = button.switch_inline_query_current_chat ?? button.switch_inline_query;
    if (query === undefined) return this.toast("Ce bouton ne fait rien dans le bac à sable.");
    this.settle(`@${this.bot.username} ${query}`);
    this.input.focus();
    return this.searchSoon();
  }

  lastOwn() {
    const own = [...this.shown.values()].map(({ message }) => message);
    return own.filter((message) => this.isOwn(message) && message.kind === "text" && !message.via_bot).at(-1);
  }

  /** « Modifier » under the last own text, « Répondre » under the bot's last message and under those that bear buttons. */
  refreshActs() {
    const lastOwn = this.lastOwn();
    const all = [...this.shown.values()];
    const lastOfBot = all.filter(({ message }) => message.by_bot).at(-1)?.message;
    for (const { message, node } of all) {
      const editable = message === lastOwn;
      const answerable = message === lastOfBot || (message.by_bot && message.reply_markup && message.chat.type !== "private");
      const wanted = editable ? "Modifier" : answerable ? "Répondre" : "";
      const had = node.querySelector(".acts");
      if ((had?.textContent ?? "") === wanted) continue;
      had?.remove();
      if (!wanted) continue;
      const button = element("button", { type: "button", textContent: wanted });
      button.addEventListener("click", () => (editable ? this.edit(message) : this.reply(message)));
      node.append(element("div", { className: "acts" }, button));
    }
  }

  refreshEmpty() {
    const empty = this.shown.size === 0;
    this.empty.hidden = !empty;
    this.log.hidden = empty;
  }

  busy(action) {
    clearTimeout(this.typingTimer);
    this.typing.textContent = action ? `${this.bot.first_name} ${ACTIONS[action] ?? "est à l’œuvre"}` : "";
    if (action) this.typingTimer = setTimeout(() => this.busy(""), 5000);
  }

  toast(text) {
    clearTimeout(this.toastTimer);
    this.toastLine.textContent = text;
    this.toastTimer = setTimeout(() => { this.toastLine.textContent = ""; }, 4000 + 50 * text.length);
  }

  alert(text) {
    const dialog = document.querySelector("dialog");
    const before = document.activeElement;
    dialog.querySelector("p").textContent = text;
    dialog.addEventListener("close", () => (before?.isConnected ? before : this.input).focus(), { once: true });
    dialog.showModal();
  }
}

// the page

const narrow = matchMedia("(max-width: 760px)");

class Tabs {
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
    chat.log.scrollTop = chat.log.scrollHeight;
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

const open = async () => {
  const state = await ask("/state");
  const tabs = new Tabs(document.querySelector(".tabs"));
  const chats = state.places.map((place) => new Chat(place, state, (chat, number) => tabs.news(chat, number)));
  document.title = `${state.bot.first_name} – bac à sable`;
  document.querySelector("main").append(...chats.map((chat) => chat.section));
  chats.forEach((chat) => tabs.add(chat));
  const lost = document.querySelector(".lost");
  for (const chat of chats) chat.follow((reached) => { lost.hidden = reached; });
  if (chats.length) tabs.show(chats[0]);
};

open();
