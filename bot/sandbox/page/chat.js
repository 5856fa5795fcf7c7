// One chat: what its person does there, and what happens in it.

import { Log } from "./log.js";
import { Refusal, ask, hand } from "./server.js";
import { element, summary } from "./texts.js";

const SAMPLES = [
  ["sticker", "Un autocollant"],
  ["voice", "Un message vocal"],
  ["photo", "Une photo d’exemple"],
  ["document", "Un fichier d’exemple"],
  ["location", "Une position"],
  ["contact", "Un contact"],
];
const ACTIONS = { typing: "écrit", upload_document: "envoie un fichier" };
const HOLD = 25; // seconds that the server holds a poll
const PICTURE = /^image\/(png|jpeg|gif|webp)$/;

const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

export class Chat {
  constructor(place, state, onNews) {
    this.place = place;
    this.bot = state.bot;
    this.path = `/chats/${place.chat}`;
    this.onNews = onNews;
    this.seq = 0;
    this.below = 0; // messages that came while older ones were read
    this.loaded = false;
    this.speaker = place.speaker;
    this.editing = null;
    this.replying = null;
    this.joining = null; // { file, kind }
    this.build(state.description);
  }

  build(description) {
    const { title, role, chat } = this.place;
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
      log: new Log(role_("messages"), this), input: role_("input"), toastLine: role_("toast"),
      startButton: role_("start"), newButton: role_("new"), commandsButton: role_("commands"),
      attachButton: role_("attach"), speakers: role_("speaker"), topics: role_("topic"), picker: role_("file"),
      form: find("form"), menu: find(".menu"), typing: find(".typing"), empty: find(".empty"),
      down: role_("down"), keyboard: find(".keyboard"), aboutTo: find(".about-to"), suggestions: find(".suggestions"),
    });
    this.log.node.setAttribute("aria-label", `Messages, ${title}`);
    this.log.node.setAttribute("aria-busy", "true");
    for (const [node, name] of [[this.input, "input"], [this.speakers, "speaker"], [this.topics, "topic"], [this.menu, "menu"]]) node.id = `${name}${chat}`;
    find(".bar label").htmlFor = this.input.id;
    find(".speaker label").htmlFor = this.speakers.id;
    find(".topic label").htmlFor = this.topics.id;
    this.nameInput();
    for (const button of [this.commandsButton, this.attachButton]) button.setAttribute("aria-controls", this.menu.id);
    find(".about").textContent = description;
    this.suggest(this.suggestions.querySelector("ul"));
    this.listen(role_("cancel"));
    this.refreshEmpty();
  }

  suggest(list) {
    const { suggestions } = this.place;
    this.suggestions.hidden = suggestions.length === 0;
    for (const text of suggestions) {
      const shown = text.replace(/ ([?!:;»])/g, "\u00a0$1"); // no sign alone on a line
      const button = element("button", { type: "button", textContent: shown });
      button.addEventListener("click", () => this.say(text));
      list.append(element("li", {}, button));
    }
  }

  listen(cancel) {
    this.startButton.addEventListener("click", () => this.start());
    this.newButton.addEventListener("click", () => this.start());
    this.commandsButton.addEventListener("click", () => this.toggle(this.commandsButton, () => this.commandItems()));
    this.attachButton.addEventListener("click", () => this.toggle(this.attachButton, () => this.sampleItems()));
    this.speakers.addEventListener("change", () => this.speakAs(Number(this.speakers.value)));
    this.picker.addEventListener("change", () => this.picked());
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    this.input.addEventListener("input", () => { this.grow(); this.searchSoon(); this.commandsSoon(); });
    this.down.addEventListener("click", () => { this.log.scroll(); this.refreshDown(0); });
    this.log.node.addEventListener("scroll", () => { if (this.below && this.log.atEnd) this.refreshDown(0); });
    this.section.querySelector(".skip").addEventListener("click", (event) => { event.preventDefault(); this.input.focus(); });
    this.input.addEventListener("keydown", (event) => this.typed(event));
    this.input.addEventListener("paste", (event) => this.dropped(event, event.clipboardData));
    this.section.addEventListener("dragover", (event) => event.preventDefault());
    this.section.addEventListener("drop", (event) => this.dropped(event, event.dataTransfer));
    this.form.addEventListener("keydown", (event) => this.moved(event));
    this.form.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !this.form.contains(event.relatedTarget)) this.close();
    });
    cancel.addEventListener("click", () => { this.settle(); this.input.focus(); });
  }

  // who speaks

  /** In a group somebody chooses as whom they speak and press. */
  async meet() {
    const { members, type, topics } = (await this.act(() => ask(this.path))) ?? { members: [], type: "private", topics: [] };
    this.section.querySelector(".topic").hidden = !topics.length;
    const { value } = this.topics;
    this.topics.replaceChildren(...[{ id: 0, name: "Général" }, ...topics].map(({ id, name, closed }) => element("option", {
      value: id, textContent: closed ? `${name} (fermé)` : name, selected: String(id) === value,
    })));
    const people = members.filter((one) => !one.is_bot);
    this.section.querySelector(".speaker").hidden = type === "private" || people.length < 2;
    if (type === "private" || !people.length) return;
    const chosen = people.find((one) => one.id === this.speaker) ?? people[0];
    this.speakers.replaceChildren(...people.map((one) => element("option", {
      value: one.id, textContent: one.first_name, selected: one === chosen,
    })));
    if (chosen.id !== this.speaker) this.speakAs(chosen.id);
    else this.nameInput();
  }

  speakAs(person) {
    this.speaker = person;
    this.nameInput();
    this.log.redraw();
    this.log.refreshActs();
  }

  nameInput() {
    const who = this.speakers.selectedOptions[0]?.textContent ?? this.place.title;
    this.section.querySelector(".bar label").textContent = `Votre message en tant que ${who}`;
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
    return this.speaker ? { from: this.speaker, ...body } : body;
  }

  /** The topic in which something is written, none in a group without, or where a message is answered. */
  topic(reply_to) {
    return reply_to ? undefined : Number(this.topics.value) || undefined;
  }

  async start() {
    await this.act(() => ask(`${this.path}/start`, "POST", this.from()));
    this.input.focus();
  }

  async say(text) {
    const reply_to = this.replying?.message_id;
    this.settle();
    await this.act(() => ask(`${this.path}/messages`, "POST", this.from({ text, reply_to, topic: this.topic(reply_to) })));
    this.input.focus();
  }

  async submit() {
    const text = this.input.value;
    if (this.joining) return this.join(text);
    if (!text.trim()) return this.input.focus();
    if (!this.editing) return this.say(text);
    const { message_id } = this.editing;
    this.settle();
    await this.act(() => ask(`${this.path}/messages/${message_id}`, "PUT", { text }));
    return this.input.focus();
  }

  async join(caption) {
    const { file, kind } = this.joining;
    const reply_to = this.replying?.message_id;
    const about = this.from({ name: file.name, kind, caption, reply_to, topic: this.topic(reply_to) });
    this.settle();
    await this.act(() => hand(`${this.path}/files`, file, about));
    this.input.focus();
  }

  pressed(message, button, node) {
    if (button.callback_data !== undefined) this.press(message, button, node);
    else if (button.copy_text) navigator.clipboard?.writeText(button.copy_text.text).then(() => this.toast("Copié."));
    else this.open(button);
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

  /** The keyboard that a message of the bot puts in place of one's own, or takes away. */
  board(message) {
    if (message.remove_keyboard) this.keyboard.hidden = true;
    if (!message.keyboard?.length) return;
    this.keyboard.replaceChildren(...message.keyboard.map((row) => element("div", {}, ...row.map((key) => {
      const node = element("button", { type: "button", className: "key", textContent: key.text });
      node.addEventListener("click", () => this.tap(key.text, message.one_time_keyboard));
      return node;
    }))));
    this.keyboard.hidden = false;
  }

  async tap(label, once) {
    const message = await this.act(() => ask(`${this.path}/tap`, "POST", this.from({ label })));
    if (message && once) this.keyboard.hidden = true;
    this.input.focus();
  }

  open(button) {
    const query = button.switch_inline_query_current_chat ?? button.switch_inline_query;
    if (query === undefined) return this.toast("Ce bouton ne fait rien dans le bac à sable.");
    this.settle(`@${this.bot.username} ${query}`);
    this.input.focus();
    return this.searchSoon();
  }

  edit(message) {
    this.settle(message.text);
    this.editing = message;
    this.announce();
    this.input.focus();
    this.input.setSelectionRange(message.text.length, message.text.length);
  }

  reply(message) {
    if (this.editing) this.settle();
    this.replying = message;
    this.announce();
    this.input.placeholder = message.placeholder || "Message";
    this.input.focus();
  }

  picked() {
    const [file] = this.picker.files;
    if (file) this.prepare(file, this.picker.accept ? "photo" : "document");
    this.picker.value = "";
  }

  dropped(event, carried) {
    const [file] = carried?.files ?? [];
    if (!file) return;
    event.preventDefault();
    this.prepare(file, PICTURE.test(file.type) ? "photo" : "document");
  }

  prepare(file, kind) {
    if (this.editing) this.settle();
    this.joining = { file, kind };
    this.announce();
    this.input.placeholder = "Légende (facultative)";
    this.input.focus();
  }

  /** Say above the input what sending will do. */
  announce() {
    const { editing, replying, joining } = this;
    const whole = [
      editing && `Modification : ${summary(editing)}`,
      joining && `${joining.kind === "photo" ? "Photo" : "Fichier"} à envoyer : ${joining.file.name}`,
      replying && `Réponse à ${this.log.isOwn(replying) ? "vous" : replying.from.first_name} : ${summary(replying)}`,
    ].filter(Boolean);
    this.aboutTo.hidden = whole.length === 0;
    this.aboutTo.querySelector("p").textContent = whole.join(" · ");
  }

  /** Nothing is being edited, answered or joined any more; the input holds this text. */
  settle(text = "") {
    this.editing = this.replying = this.joining = null;
    this.announce();
    this.input.value = text;
    this.input.placeholder = "Message";
    this.grow();
    this.close();
  }

  typed(event) {
    if (event.isComposing || event.altKey || event.metaKey) return;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.key === "Enter" && !event.shiftKey) this.form.requestSubmit();
    else if (event.ctrlKey && step) this.replyBeside(step);
    else if (event.key === "PageUp" && !this.input.value) this.log.go(this.log.node.lastElementChild);
    else if (event.key === "ArrowUp" && !this.input.value && !this.replying && this.log.lastOwn()) this.edit(this.log.lastOwn());
    else if (event.key === "Escape" && this.menu.hidden) this.settle();
    else return;
    event.preventDefault();
  }

  replyBeside(step) {
    const message = this.log.beside(this.replying, step);
    if (message && (this.replying || step < 0)) this.reply(message);
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight + 2, 144)}px`;
  }

  // menus: commands, what can be joined, results of an inline search

  async toggle(button, items) {
    if (button.getAttribute("aria-expanded") === "true") return this.close();
    this.close();
    this.list(await items(), button);
    this.menu.querySelector("button")?.focus();
    return undefined;
  }

  /** « / » in an empty field opens the commands, and what follows it narrows them. */
  async commandsSoon() {
    const typed = this.input.value;
    if (!/^\/\w*$/.test(typed)) {
      if (this.menu.dataset.of === "commands") this.close();
      return;
    }
    const items = (await this.commandItems()).filter(({ label }) => label[0].textContent.startsWith(typed));
    if (this.input.value !== typed) return;
    if (!items.length) return this.close();
    this.list(items, null);
    this.menu.dataset.of = "commands";
  }

  async commandItems() {
    const commands = (await this.act(() => ask(`${this.path}/commands`))) ?? [];
    const whole = this.place.suggestions.filter((text) => text.startsWith("/")).map((text) => ({
      label: [element("b", { textContent: text })], choose: () => this.say(text),
    }));
    return [...whole, ...commands.map(({ command, description }) => ({
      label: [element("b", { textContent: `/${command}` }), description],
      choose: () => this.say(`/${command}`),
    }))];
  }

  sampleItems() {
    const pick = (accept) => () => {
      this.close();
      this.picker.accept = accept;
      this.picker.click();
    };
    const own = [["Un fichier de cet ordinateur", ""], ["Une photo de cet ordinateur", "image/png,image/jpeg,image/gif,image/webp"]];
    return [
      ...own.map(([label, accept]) => ({ label: [element("b", { textContent: label })], choose: pick(accept) })),
      ...SAMPLES.map(([kind, label]) => ({
        label: [label],
        choose: async () => {
          this.close();
          await this.act(() => ask(`${this.path}/attachments`, "POST", this.from({ kind })));
          this.input.focus();
        },
      })),
    ];
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
    if (this.menu.hidden || event.altKey) return;
    const entries = [...this.menu.querySelectorAll("button")];
    const at = entries.indexOf(document.activeElement);
    const opener = this.form.querySelector('[aria-expanded="true"]') ?? this.input;
    if (event.key === "Escape") {
      this.close();
      opener.focus();
    } else if (event.key === "ArrowDown" && (at >= 0 || this.menu.dataset.of)) {
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
    this.meet();
    for (let wait = 0.5; ; ) {
      const { path } = this;
      try {
        const hold = this.loaded ? HOLD : 0;
        const { changes, seq } = await ask(`${path}/messages?after=${this.seq}&timeout=${hold}`);
        onState(true);
        wait = 0.5;
        if (changes.length) this.take(changes);
        if (path === this.path) this.seq = seq;
        this.loaded = true; // what stood there before is no news
        this.log.node.setAttribute("aria-busy", "false");
      } catch {
        onState(false);
        await pause(wait);
        wait = Math.min(wait * 2, 5);
      }
    }
  }

  take(changes) {
    const { atEnd } = this.log;
    let own = false;
    for (const change of changes) {
      if (change.kind === "action") this.busy(change.action);
      else if (change.kind === "deleted") this.log.forget(change.message_id);
      else this.log.put(change.message);
      if (change.kind === "new") this.board(change.message);
      own ||= change.kind === "new" && !change.message.by_bot;
    }
    const news = changes.filter((change) => change.kind === "new" && change.message.by_bot).map((change) => change.message);
    if (news.length) this.busy("");
    this.refreshEmpty();
    this.log.refreshActs();
    if (atEnd || own) this.log.scroll();
    else if (news.length && this.loaded) this.log.markUnread(news[0]);
    this.refreshDown(atEnd || own ? 0 : this.below + news.length);
    if (news.length && this.loaded) this.onNews(this, news.length);
    const forced = news.at(-1);
    if (forced?.force_reply && this.section.contains(document.activeElement)) this.reply(forced);
    const service = changes.filter((change) => change.message?.kind === "service").map((change) => change.message);
    if (service.length) this.heard(service);
  }

  /** Who is in the group changed, or the group lives on under another number. */
  heard(messages) {
    const to = messages.find((message) => message.migrate_to_chat_id)?.migrate_to_chat_id;
    if (to) {
      this.settle();
      this.path = `/chats/${to}`;
      this.seq = 0;
      this.log.leave();
    }
    this.meet();
  }

  /** How many messages came below what is read; none where the end is seen. */
  refreshDown(number) {
    this.below = this.loaded ? number : 0;
    this.down.hidden = this.below === 0;
    this.down.querySelector("span").textContent = this.below;
  }

  refreshEmpty() {
    const empty = this.log.shown.size === 0 && !this.log.node.childElementCount;
    this.empty.hidden = !empty;
    this.log.node.hidden = empty;
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
    const dialog = document.querySelector(".alert");
    const before = document.activeElement;
    dialog.querySelector("p").textContent = text;
    dialog.addEventListener("close", () => (before?.isConnected ? before : this.input).focus(), { once: true });
    dialog.showModal();
  }
}
